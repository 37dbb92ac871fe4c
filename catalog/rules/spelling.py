"""How far two words lie apart, and how far apart they may be and still be one word misspelt.

Only words are forgiven. A number is never guessed: one digit more or less is another record.
"""


def slips_forgiven(word):
    """Return how many slips a word may hold: none up to three letters, one up to seven, two beyond.

    None either where something else than letters stands in it: that is a number, or meant as it is written.
    """
    if len(word) < 4 or not word.isalpha():
        return 0
    return 1 if len(word) < 8 else 2


def slips_between(one, other, *, most):
    """Return how many slips lead from `one` to `other`; `most + 1` when there are more than `most`.

    A slip is a letter too many, missing or wrong, or two neighbours exchanged: the Damerau–Levenshtein distance in
    which no letter is touched twice.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    last_but_one, last = [], list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, counterpart in enumerate(other, 1):
            slips = min(last[j] + 1, row[-1] + 1, last[j - 1] + (letter != counterpart))
            if i > 1 and j > 1 and letter == other[j - 2] and counterpart == one[i - 2]:
                slips = min(slips, last_but_one[j - 2] + 1)
            row.append(slips)
        # An exchange reaches back two rows, so both must be beyond hope.
        if min(row) > most and min(last) > most:
            return most + 1
        last_but_one, last = last, row
    return min(last[-1], most + 1)


def nearest(word, vocabulary, *, most):
    """Return the words of `vocabulary` nearest to `word`, at most `most` slips away, in order of the alphabet."""
    letters = set(word)
    # One slip changes at most two letters of the set; to look is far cheaper than to count.
    possible = (other for other in vocabulary if len(letters.symmetric_difference(other)) <= 2 * most)
    slips = {other: slips_between(word, other, most=most) for other in possible}
    fewest = min(slips.values(), default=most + 1)
    return sorted(other for other, count in slips.items() if count == fewest <= most)
