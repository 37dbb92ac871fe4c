'use strict';
{
    // The boxes that select2 puts into the place of a select have no names of their own. Each takes that of the field:
    // its label, and beside it what is chosen, so that a screen reader says both.
    const $ = django.jQuery;
    const labelOf = (select) => document.querySelector(`label[for="${select.id}"]`);
    const boxOf = (select) => {
        const box = select.nextElementSibling;
        return box && box.matches('.select2-container') ? box.querySelector('[role=combobox]') : null;
    };

    const giveName = (select) => {
        const label = labelOf(select);
        const box = boxOf(select);
        if (!label || !box) {
            return;
        }
        const shown = box.querySelector('.select2-selection__rendered');
        label.id = label.id || `${select.id}-label`;
        shown.setAttribute('aria-labelledby', label.id);
        box.setAttribute('aria-labelledby', `${label.id} ${shown.id}`);
    };
    const giveNames = (part) => part.querySelectorAll('select.admin-autocomplete').forEach(giveName);

    $(() => giveNames(document));
    document.addEventListener('formset:added', (event) => giveNames(event.target));

    // What opens is made anew each time, at the end of the page.
    $(document).on('select2:open', (event) => {
        const words = labelOf(event.target).textContent.trim().replace(/:$/, '');
        const list = document.querySelector('.select2-results__options');
        const opened = list.closest('.select2-container--open');
        [list, opened, opened.querySelector('.select2-search__field')].forEach(
            (part) => part.setAttribute('aria-label', words)
        );
        opened.setAttribute('role', 'region');
        boxOf(event.target).setAttribute('aria-controls', list.id);
    });
    $(document).on('select2:close', (event) => boxOf(event.target).removeAttribute('aria-controls'));
}
