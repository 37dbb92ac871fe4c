"""The revision moves with every change a visitor could see, and with nothing else."""

import pytest

from catalog.models import DeviceBenefit, ErrorReport, LoginGuess, Modality, Revision, Touch
from tests import factories as make

pytestmark = pytest.mark.django_db

CHANGES = {
    "area": lambda: make.make_word("areas", "face"),
    "feature": lambda: make.make_word("features", "timer"),
    "modality": lambda: make.make_word("modalities", "microcurrent"),
    "authorization": make.make_authorization,
    "benefit": make.make_benefit,
    "brand": make.make_brand,
    "contraindication": make.make_contraindication,
    "device": make.make_device,
    "link": make.make_link,
    "device benefit": lambda: DeviceBenefit.objects.create(device=make.make_device(), benefit=make.make_benefit()),
    "device contraindication": make.make_device_contraindication,
    "claim": make.make_claim,
    "notice": make.make_notice,
    "photo": make.make_photo,
    "price": make.make_price,
    "finding": make.make_finding,
    "source": make.make_source,
}


def number():
    return Revision.current().number


@pytest.mark.parametrize("make_row", CHANGES.values(), ids=CHANGES)
def test_making_changing_and_deleting_each_move_the_revision(make_row):
    assert number() == 0
    row = make_row()
    made = number()
    row.save()
    changed = number()
    row.delete()
    assert 0 < made < changed < number()


def test_an_entry_of_the_log_moves_the_revision():
    finding = make.make_finding(declared="registered")
    before = number()
    make.make_verification(finding)
    assert number() == before + 1


@pytest.mark.parametrize("words", ["modalities", "areas", "features"])
def test_other_words_for_a_device_move_the_revision(words):
    device, word = make.make_device(), make.make_word(words, "face")
    seen = [number()]
    for change in (
        lambda: getattr(device, words).add(word),
        lambda: getattr(device, words).remove(word),
        lambda: word.devices.add(device),
        lambda: getattr(device, words).clear(),
        lambda: getattr(device, words).set([word]),
    ):
        change()
        seen.append(number())
    assert seen == sorted(set(seen))


def test_other_areas_of_a_record_move_the_revision():
    record, before = make.make_authorization(), number()
    record.areas.add(make.make_word("areas", "neck"))
    assert number() == before + 2  # the word itself and the link to it


def test_guesses_and_reports_are_no_business_of_a_visitor():
    device = make.make_device(state="published")
    before = number()
    LoginGuess.begin(LoginGuess.key_of("ana", "192.0.2.1"))
    make.make_report(device).delete()
    make.make_user(role="editor")
    assert (number(), ErrorReport.objects.count()) == (before, 0)


def test_nothing_moves_when_the_change_is_undone():
    make.make_brand()
    before = number()
    with make.rolled_back():
        Modality.objects.create(name="Microcurrent", slug="microcurrent")
        assert number() == before + 1
    assert number() == before


def test_the_first_revision_is_number_one_and_there_is_only_one_row():
    assert (Revision.current().number, Revision.objects.count()) == (0, 0)
    Revision.advance()
    Revision.advance()
    assert [(row.pk, row.number) for row in Revision.objects.all()] == [(1, 2)]
    assert str(Revision.current()) == "Revision 2"


def test_the_revision_says_when_it_moved():
    Revision.advance()
    first = Revision.current().at
    Revision.advance()
    assert Revision.current().at > first


def test_many_changes_move_the_revision_once_and_each_is_noted_once():
    with Revision.gathered():
        brand = make.make_brand()
        brand.save()
        make.make_word("areas", "face")
        assert number() == 0
    touches = Touch.objects.order_by("pk").values_list("revision", "kind", "name")
    assert list(touches) == [(1, "brand", "nuface"), (1, "area", "face")]
    with Revision.gathered():
        pass
    assert number() == 1


def test_what_is_refused_halfway_moves_nothing():
    with pytest.raises(RuntimeError), Revision.gathered():
        make.make_brand()
        raise RuntimeError
    assert (number(), Touch.objects.count()) == (0, 0)
    Revision.advance()
    assert number() == 1


def test_old_touches_go_by_whole_revisions(monkeypatch):
    monkeypatch.setattr("catalog.models.revision._TOUCHES_KEPT", 3)
    for count in (1, 3, 2):
        with Revision.gathered():
            for place in range(count):
                Revision.advance(kind="brand", name=f"{count} {place}")
    assert [(touch.revision, touch.name) for touch in Touch.objects.order_by("pk")] == [(3, "2 0"), (3, "2 1")]
