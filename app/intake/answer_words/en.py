"""Speak and understand English at a clinic's own questions."""

from __future__ import annotations

from typing import Final

from app.intake.answer_words import AnswerWords
from app.intake.phrase_lists import listed, spoken

ANSWERS: Final = AnswerWords(
    counts=tuple("one two three four five six seven eight nine ten eleven twelve".split()),
    one_of="I can take one of these {count}.",
    several_of="Please type the numbers of all that are right, for example: 1, 3. If there is none, type *NONE*.",
    yes_or_no="Please answer yes or no.",
    else_skip="If none is right, type *SKIP* and tell us at your visit.",
    else_call="If none is right, call us: {phone}.",
    needed="We need an answer here. If you can’t give one, call us: {phone}.",
    is_that="Is that *{value}*?\n*1* Yes\n*2* No",
    as_number="I need {unit}, as a number{span}. For example: {example}",
    a_number="I need a number{span}. For example: {example}",
    whole_number="I need a whole number{span}. For example: {example}",
    between=" between {least} and {most}",
    from_least=" of at least {least}",
    to_most=" of at most {most}",
    too_much="That is more than {most}. Please write it again{unit}.",
    too_little="That is less than {least}. Please write it again{unit}.",
    in_unit=", in {unit}",
    that_is="That is {value}.",
    no_date="I couldn’t read that as a date. A month or a year is enough. For example: May 2024.",
    which_year="Which year is that? For example: May 2024.",
    far_date="That is too far from today. Please check the year.",
    and_cell="And *{column}*?",
    row="*{number}.* {row}",
    anybody_else="Anybody else?",
    anything_else="Anything else?",
    row_buttons=("Add another", "That is all"),
    next_row="Please write the next one: {columns}.",
    row_needed="Please write it on one line: {columns}. If there is none, type *NONE*.",
    no_more_rows="That is as many as I can take. The last one was not saved.",
    declined="Rather not say",
    several_hint="You can choose more than one, for example: 1, 3.",
    more="More …",
    skipped="Skipped.",
    all_of_them=spoken(
        "all/everything of_them/of_these/of_those/of_it/the_above/of_the_above/",
        "both/ of_them/of_these/",
        "the_2/the_two",
        "each/every one/one_of_them",
    ),
    declines=listed(
        """rather not say | I'd rather not say | I would rather not say | prefer not to say | I prefer not to say
        | I'd prefer not to say | I would prefer not to say | prefer not to answer | I prefer not to answer
        | I'd rather not answer | I would rather not answer | rather not answer | I don't want to say
        | I do not want to say | I don't want to answer | I do not want to answer | I don't wish to say
        | I'd rather keep that private | that is private | that's private | it's private | private | no comment
        | I won't say | not saying | none of your business | I'd rather not tell | I decline to answer
        | I don't feel comfortable answering | I'd rather not share | prefer not to share | I'd prefer not to answer"""
    ),
    others=listed("more | more options | more choices | show more | the next | next page | others"),
    no_more=listed(
        """that is all | that's all | thats all | that is it | that's it | no | no more | nobody else | no one else
        | none | nothing else | that's everyone | that's everybody | that's everything | done | finished | only her
        | only him | only them | just her | just him | just them | just one | only one | nobody | no one | no thanks
        | no thank you | all done"""
    ),
    add_another=listed(
        "add another | another | another one | one more | add one more | yes | yes please | add | there is another"
    ),
    around=(
        "more or less",
        "give or take",
        *"i im am ive have has had got my is its it was he hes she shes they theyre we me him her them his their a an the of"
        " about around roughly approximately approx circa ca nearly almost just over under maybe perhaps probably or so think"
        " guess say sometimes mostly usually only been be would will at on in to and also plus both too do does did yes"
        " weigh weighs weight tall height measure long last time one answer mine for with use using take taking some"
        " that this these those above there exactly precisely up old age aged since from during because when ish".split(),
    ),
    negations=tuple(
        "not no dont doesnt didnt isnt arent wasnt never without neither nor except but cant wont havent hasnt".split()
    ),
    joints=tuple("and or plus also numbers".split()),
    surely_yes=tuple("yes yeah yea yep yup aye affirmative".split()),
    surely_no=tuple("no nope nah naw negative".split()),
    partly=tuple("only just sometimes occasionally".split()),
    formerly=tuple("before used until previously formerly past ago stopped quit".split()),
    halves=listed("and a half | and half | and one half"),
    units={
        "kg": (
            "kg",
            "kgs",
            "kilo",
            "kilos",
            "kilogram",
            "kilograms",
            "kilogramme",
            "kilogrammes",
            "k",
            "kilogrammes",
        ),
        "g": ("g", "gram", "grams", "gramme", "grammes", "gr"),
        "[lb_av]": ("lb", "lbs", "pound", "pounds"),
        "[stone_av]": ("st", "stone", "stones"),
        "cm": ("cm", "cms", "centimetre", "centimetres", "centimeter", "centimeters"),
        "m": ("m", "metre", "metres", "meter", "meters"),
        "mm": ("mm", "millimetre", "millimetres", "millimeter", "millimeters"),
        "[ft_i]": ("ft", "foot", "feet"),
        "[in_i]": ("in", "inch", "inches"),
        "Cel": (
            "c",
            "celsius",
            "centigrade",
            "degrees",
            "degree",
            "degrees c",
            "degrees celsius",
            "degrees centigrade",
            "oc",
        ),
        "[degF]": ("f", "fahrenheit", "degrees f", "degrees fahrenheit", "of"),
        "a": ("a", "year", "years", "yr", "yrs", "y", "years old", "year old"),
        "mo": ("month", "months", "mo", "mos", "months old"),
        "wk": ("week", "weeks", "wk", "wks"),
        "d": ("day", "days", "d"),
        "h": ("hour", "hours", "hr", "hrs", "h"),
        "min": ("minute", "minutes", "min", "mins"),
        "L": ("l", "litre", "litres", "liter", "liters"),
        "mL": ("ml", "millilitre", "millilitres", "milliliter", "milliliters"),
    },
    days={"today": 0, "yesterday": -1, "tomorrow": 1, "this morning": 0, "the day before yesterday": -2},
    last=listed("last | this past"),
    this=listed("this"),
    next=listed("next"),
    ago=listed("ago | back"),
    phone_columns=tuple("phone telephone mobile tel number cell cellphone".split()),
    relation_columns=tuple("relation relationship related who".split()),
    relatives=listed(
        """girlfriend | boyfriend | fiancé | fiancée | spouse | missus | flatmate | housemate | roommate | colleague | godmother
        | godfather | godson | goddaughter | stepson | stepdaughter | ex | best friend | mate | pal | boss | landlady | landlord"""
    ),
    of_relations=listed(
        """ex | former | late | other | older | elder | eldest | oldest | younger | youngest | middle | big | little | twin | half | step | foster
        | adopted | close | good | great | old | best | dear | family | next door | upstairs | downstairs | in law | to be
        | from work | from church | from school | from next door | from across the road | across the road | over the road | of the family"""
    ),
    forenames=("will",),
    surnames=("well", "good", "long"),
    belonging=("of",),
    possessives=tuple("my her his their our".split()),
    articles=tuple("a an the".split()),
    before_a_name=tuple(
        "called named name is its thats hes shes just also please call ring phone contact try reach could can should better you she it that or if then"
        " well so oh um er ok yes yeah hello hi dear".split()
    ),
    nobody=listed("nobody | none | noone | nothing"),
    anybody=tuple("anyone anybody someone somebody one family relatives friends".split()),
)
