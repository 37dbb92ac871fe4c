"""Where a device stands with FDA: everything that the trust line, the card and the export say of it."""

from dataclasses import dataclass

from catalog.rules import authorities, coverage, freshness, statuses, wording


@dataclass(frozen=True)
class Standing:
    """A device's status, the records it rests on, and its last check. Dates are days or None."""

    status: str
    check: str
    verified_on: object
    next_due: object
    records: tuple
    other_links: tuple
    finding: object
    today: object
    doubt: wording.Doubt | None = None

    @property
    def line(self):
        """The Headline: what is said, and why no check of ours stands behind it."""
        records = [(link.authorization.pathway_label, link.authorization.number) for link in self.records]
        return wording.headline(
            self.status, check=self.check, verified_on=self.verified_on, records=records, doubt=self.doubt
        )

    @property
    def headline(self):
        return str(self.line)

    @property
    def caveat(self):
        """The caveat beside the line, where the line of the check does not say the same, with its age."""
        return "" if self.is_too_old else self.line.caveat

    @property
    def is_too_old(self):
        """Whether a check of ours confirmed just these facts, but too long ago to count."""
        return self.check == freshness.STALE and not self.doubt

    @property
    def pieces(self):
        """[(words, record or None)]: what the line says, cut at its numbers so that each can lead to its record."""
        found, rest = [], self.line.said
        for record in self._records_named(True):
            words, _, rest = rest.partition(record.number)
            found.append((words, record))
        return [*found, (rest, None)]

    @property
    def records_apart(self):
        """The records whose numbers the line does not name."""
        return self._records_named(False)

    def _records_named(self, named):
        said = self.line.said
        return [link.authorization for link in self.records if (link.authorization.number in said) == named]

    @property
    def tone(self):
        """How the state of the check looks: verified, stale, doubted, changed or unverified; no doubt is told twice."""
        return "verified" if self.has_badge else "doubted" if self.doubt else self.check

    @property
    def is_only_reported(self):
        """Whether the status stands on a source alone: no confirming check of just these facts."""
        unconfirmed = self.check in (freshness.UNVERIFIED, freshness.CHANGED)
        return unconfirmed and self.status != statuses.NOT_CHECKED.slug

    @property
    def meaning(self):
        if self.doubt and self.status == statuses.NOT_CHECKED.slug:
            return "An editor of ours looked, and what was seen supports no status so far."
        if self.check == freshness.CHANGED and self.status == statuses.NOT_CHECKED.slug:
            return "What an editor of ours once confirmed was taken out of our entry, and nothing stands in its place."
        return statuses.STATUSES[self.status].meaning

    @property
    def explanation(self):
        """The meaning; of what is only reported, as a condition: a source’s word is not FDA’s."""
        if not self.is_only_reported:
            return self.meaning
        label = statuses.STATUSES[self.status].label
        return f"{self._how_far_checked} the right words are “{label}”. Those words mean: {self.meaning}"

    @property
    def _how_far_checked(self):
        if self.doubt and self.doubt.outcome == wording.DETAIL_DIFFERS:
            return (
                "An editor of ours found the status and the number in FDA’s database; a detail of our entry differs "
                "from it. Once that is settled,"
            )
        if self.doubt:
            return (
                "Our sources say so; FDA’s database did not confirm it when an editor of ours looked. Should it come "
                "to confirm it,"
            )
        if self.check == freshness.CHANGED:
            return "Our entry is no longer the one that an editor of ours confirmed. If FDA’s database confirms it,"
        return (
            "We took this from the source given; no editor of ours has checked it against FDA’s database yet. "
            "If the database confirms it,"
        )

    @property
    def symbol(self):
        return statuses.STATUSES[self.status].symbol

    @property
    def coverage(self):
        """How far the status reaches, "" when it reaches the whole of this model."""
        return coverage.coverage([(link.scope, link.covers) for link in self.records])

    @property
    def check_line(self):
        return wording.check_line(self.check, verified_on=self.verified_on, today=self.today, doubt=self.doubt)

    @property
    def has_badge(self):
        return wording.earns_badge(self.status, self.check)

    @property
    def register(self):
        return authorities.FDA.register

    @property
    def source(self):
        """The row that says where the status was read: the finding, else a link or its record; None without any."""
        links = [row for link in self.records for row in (link, link.authorization)]
        return next((row for row in [self.finding, *links] if row and row.source_url), None)

    @property
    def source_url(self):
        return self.source.source_url if self.source else ""


def standing(device, today):
    """Return the Standing of a device annotated by `with_fda` and loaded by `for_cards`."""
    finding = next((f for f in device.findings.all() if f.authority == authorities.FDA.slug), None)
    links = sorted(
        (x for x in device.links.all() if x.authorization.authority == authorities.FDA.slug),
        key=lambda link: link.authorization.number,
    )
    return _standing(device, finding, links, today, prefix="fda_")


def standing_of(finding, today):
    """Return the Standing of a finding annotated by `with_check` and loaded by `for_facts`."""
    return _standing(finding, finding, finding.links(), today, prefix="")


def _standing(annotated, finding, links, today, *, prefix):
    """Return the Standing that `with_finding_sql` has annotated a row with, under this prefix."""
    told = {
        name: getattr(annotated, prefix + name) for name in ("status", "check", "verified_on", "doubt", "doubted_on")
    }
    return Standing(
        status=told["status"],
        check=told["check"],
        verified_on=told["verified_on"],
        next_due=_next_due(finding, told["check"], told["status"], told["verified_on"]),
        records=tuple(x for x in links if x.derives_status),
        other_links=tuple(x for x in links if not x.derives_status),
        finding=finding,
        today=today,
        doubt=_doubt(told["doubt"], told["doubted_on"]),
    )


def _doubt(outcome, day):
    return wording.Doubt(outcome, day) if outcome else None


def _next_due(finding, check, status, verified_on):
    """A finding that changed or was contradicted is due now, whatever its last check promised."""
    if finding is None or check == freshness.CHANGED:
        return None
    return finding.next_due(status, verified_on)
