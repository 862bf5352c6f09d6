"""« Vouliez-vous dire … ? »: slips of the pen, put right from the words of titles and those of
inhabitants."""

from difflib import get_close_matches

from .words import STOP_WORDS, tokens

LIKENESS = 0.8
FARTHEST = 2  # letters more or fewer
MAX_CORRECTIONS = 3
MAX_LETTERS = 30


def closest_words(text, unknown, titles):
    """The text with each unknown word replaced by the nearest word of a title.

    Empty when a word is like none, so that nothing far-fetched is proposed.
    """
    if not unknown or len(unknown) > MAX_CORRECTIONS:
        return ""
    vocabulary = title_words(titles)
    for wanted in reversed(unknown):  # from the end, so that earlier places stay right
        token = wanted.token
        if len(token.word) > MAX_LETTERS:
            return ""
        alike = [
            word
            for word in vocabulary
            if word[0] == token.word[0] and abs(len(word) - len(token.word)) <= FARTHEST
        ]
        near = get_close_matches(token.word, alike, n=1, cutoff=LIKENESS)
        if not near:
            return ""
        text = text[: token.start] + vocabulary[near[0]] + text[token.end :]
    return text


def title_words(titles):
    """Every telling word of the titles, folded, with the way it is written there."""
    found = {}
    for title in titles:
        for token in tokens(title):
            if token.word.isalpha() and len(token.word) > 2:
                found.setdefault(token.word, title[token.start : token.end].lower())
    return {word: written for word, written in found.items() if word not in STOP_WORDS}
