"""Does the source say so? Rules that judge a statement by the sentences it cites, without a language model.

Every rule is a pure function in a module of its own, of a statement and its `Evidence`, and gives what is wrong in
words; `affirmation` is given the question, too, and `content` the embedding model. `Checker` applies them all.
"""

from qa.checking.checker import Checker
from qa.checking.disagreement import Disagreement, disagreements
from qa.checking.verdict import Problem, Verdict

__all__ = ["Checker", "Disagreement", "Problem", "Verdict", "disagreements"]
