'use strict';
{
    // Whoever leaves a form with something typed and not saved is asked by the browser first.
    let typed = false;
    document.addEventListener('DOMContentLoaded', () => {
        const form = document.querySelector('#content-main form[method=post]');
        if (form) {
            form.addEventListener('input', () => { typed = true; });
            document.addEventListener('submit', () => { typed = false; });
        }
    });
    window.addEventListener('beforeunload', (event) => {
        if (typed) {
            event.preventDefault();
        }
    });
}
