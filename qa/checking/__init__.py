"""Does the source say so? Rules that judge a statement by the sentences it cites, without a language model.

Every rule is a pure function in a module of its own, of a statement and its `Evidence`, and gives what is wrong in
words; `affirmation` is given the question instead, and `content` the embedding model, too. `rules` has them all in
order, and `Checker` applies them. The other modules are what rules read texts with, each built on the ones before it:

- words: `wording`, `markers` (what denies or restricts), `excepted`
- numbers: `units`, `dates`, `implied`, `spelled`, `numerals`, `normalising`, `quantities`, `equality`, `counting`; in
  other languages `foreign`
- names: `spelling`, `countries`, `capitals`, `lore` (what a document tells about them), `mentions`, `variants`
- whom and what a sentence means: `headings`, `tables`, `descriptions`, `antecedents`
- who says or does what: `reports`, `things`, `participants`, `acts`, `reached`
"""

from qa.checking.checker import Checker
from qa.checking.disagreement import Disagreement, disagreements
from qa.checking.verdict import Problem, Verdict

__all__ = ["Checker", "Disagreement", "Problem", "Verdict", "disagreements"]
