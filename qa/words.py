"""The word lists that follow-ups and example questions are read with: English words of closed classes, and verbs.

Lists, because they are what can be looked at and argued with; a part-of-speech tagger would be one more model.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BE = _words("is are was were am be been being isn't aren't wasn't weren't")
DO = _words("do does did don't doesn't didn't")
HAVE = _words("has have had hasn't haven't hadn't")
MODALS = _words("can could will would shall should may might must can't couldn't won't wouldn't shouldn't cannot")
AUXILIARIES = BE | DO | HAVE | MODALS
WH = _words("what which who whom whose when where why how")
ARTICLES = _words("a an the")
QUANTIFIERS = _words("each every some any no all both another other many much few several more most such")
NUMERALS = _words(
    "one two three four five six seven eight nine ten eleven twelve twenty thirty hundred thousand million"
)
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "last")
PREPOSITIONS = _words(
    "of in on at by for with from to into onto about after before since until till during under over between among "
    "against through across within without near behind beyond above below around along toward towards upon per via "
    "besides despite regarding concerning as than like"
)
CONJUNCTIONS = _words("and or but nor so yet")
SUBORDINATORS = _words("that when if because while after before since until although though whether once unless as")
ADVERBS = _words(
    "not never ever also still again already first later soon now then there here just only even afterwards afterward "
    "before once often always usually currently originally initially finally eventually recently today yesterday "
    "together abroad overseas else exactly too very so yet out up off down away back over on in around about both "
    "long ago instead forward previously formally officially actually mainly mostly"
)
PERSONAL = {  # pronoun: whom it may stand for
    "he": "man", "him": "man", "his": "man", "she": "woman", "her": "woman",
    "it": "thing", "its": "thing", "they": "many", "them": "many", "their": "many",
}  # fmt: skip
POSSESSIVES = _words("his her its their my our your")
SAYING = _words(
    "say says said announce announced think thinks thought believe believes believed claim claimed claims "
    "suggest suggested suggests know knew knows declare declared feel felt argue argued insist insisted"
)
ANYBODY = _words("somebody someone anybody anyone everybody everyone nobody person people one")

# Of people: titles before a name, and nouns that people are called by.
MALE = _words("mr sir lord king prince father pope duke emperor chairman husband brother son uncle man boy")
FEMALE = _words(
    "mrs ms miss lady queen princess mother madam duchess empress chairwoman wife sister daughter woman girl"
)
PEOPLE = (
    MALE
    | FEMALE
    | _words(
        "dr prof professor president minister secretary senator governor mayor general admiral captain judge justice "
        "author writer journalist director chief leader founder officer chancellor ambassador candidate bishop "
        "saint st. rep sen gov gen lt col person child doctor lawyer teacher artist scientist player actor singer "
        "inventor owner tenant user licensee contributor employee manager"
    )
)
# A capitalised name that begins or ends with one of these is no person's.
NO_PERSON = _words(
    "north south east west new united great san los saint war treaty doctrine korea states state islands island "
    "sea force forces act article principles principle agreement party union council committee court university "
    "college institution institute center centre company corporation inc ltd bank church army navy corps ocean "
    "river lake mountain bay strait gulf peninsula city prefecture province county republic kingdom government "
    "department ministry office service services library museum school hospital street road bridge tower station "
    "airport base convention constitution charter code license licence project foundation program programme "
    "strategy crisis question conference summit act bill revolution battle quad security nations association "
    "press times post journal society club league cup prize award guidelines strait software public general"
)
# May be called "they" though singular.
BODIES = _words(
    "council committee court university company corporation government ministry department party union army navy "
    "corps police team office school church bank club league states korea force forces agency organization "
    "administration commission association society congress parliament senate service museum board"
)
PLURALS = _words("people personnel troops police men women children persons media data marines")
SINGULAR_IN_S = _words("states nations news series species means headquarters politics economics physics corps")

MONTHS = _words("january february march april june july august september october november december")
TIMES = _words("year years month months day days decade decades century centuries week weeks time period era age")
# "that place" may stand for anything of its kind.
GENERIC = {
    "country": "thing", "nation": "thing", "place": "place", "city": "place", "island": "place", "region": "place",
    "person": "man", "man": "man", "woman": "woman", "organization": "thing", "company": "thing", "document": "thing",
    "event": "thing", "law": "thing", "agreement": "thing", "war": "thing", "book": "thing", "group": "thing",
}  # fmt: skip
ABOUT_THE_STORE = _words("document documents article text page file paper book report store collection chapter section")

# After "is it": it stands for nothing but what follows.
EXPLETIVE = _words(
    "true false possible impossible necessary legal illegal important clear unclear likely unlikely fair unfair hard "
    "easy difficult safe dangerous wise good bad better best worse right wrong common normal okay ok allowed "
    "permitted forbidden required mandatory advisable recommended worth useful useless acceptable appropriate "
    "customary known said believed thought claimed estimated reported expected understood enough time up easier harder "
    "cheaper helpful crucial vital essential critical significant correct sufficient reasonable desirable unusual rare"
)

# Verbs in their base form and in forms that no rule makes. The third of a triple is the participle.
BASE = _words(
    "accept achieve add adopt affect agree aim allow announce answer apply approve argue arrive ask attack become "
    "begin believe belong bind break bring build buy call carry cause change choose cite claim close come commit "
    "compare complain complete concern conclude conduct consider consist contain continue contribute control convey "
    "cost cover create deal decide declare defend define demand deny depend deploy describe design determine develop "
    "devise die differ discover discuss do draw earn employ enable end enter establish estimate exist expand expect "
    "explain export express fail fall feel fight find finish fire fit follow force form found gain get give go govern "
    "grant grow happen have help hold host hurt identify impose improve include increase inspire introduce invade "
    "invent invest invite involve issue join keep kill know launch lead learn leave let lie like live look lose love "
    "make manage mark mean measure meet move name need obtain offer open operate oppose organize originate own pass "
    "pay perform permit play point possess prefer prepare present prevent produce promise propose protect protest "
    "prove provide publish purchase pursue put raise reach react read receive recommend record reduce refer refuse "
    "reject relate release rely remain remove renew replace report represent require respond result return reveal "
    "revise rise rule run say search see seek sell send serve set share show sign sit speak spend stand start state "
    "stay stop study succeed suffer suggest support surrender take talk teach tell test think threaten trade train "
    "abolish amend annex appoint dispatch elect enact negotiate occupy ratify reinterpret resume stipulate surpass "
    "access add alter attain attract avoid benefit broaden carry charge check collect copy count criticize cross "
    "delete destroy disclose edit evolve gather inform keep limit modify notify process publish recover repair "
    "reset restore retain store transfer update verify view travel treat try turn understand use visit vote wait "
    "want warn win withdraw work worry write"
)
_IRREGULAR = """
become became become; begin began begun; bind bound bound; break broke broken; bring brought brought;
build built built; buy bought bought; choose chose chosen; come came come; cut cut cut; do did done; draw drew drawn;
fall fell fallen; feel felt felt; fight fought fought; find found found; found founded founded; get got got;
give gave given; go went gone;
grow grew grown; hear heard heard; hold held held; keep kept kept; know knew known; lay laid laid; lead led led;
leave left left; lend lent lent; lose lost lost; make made made; mean meant meant; meet met met; pay paid paid;
put put put; read read read; rise rose risen; run ran run; say said said; see saw seen; seek sought sought;
sell sold sold; send sent sent; set set set; shoot shot shot; show showed shown; speak spoke spoken;
spend spent spent; stand stood stood; steal stole stolen; take took taken; teach taught taught; tell told told;
think thought thought; win won won; withdraw withdrew withdrawn; write wrote written; wear wore worn; sing sang sung;
drive drove driven; burn burnt burnt; eat ate eaten; fly flew flown; hit hit hit; split split split; throw threw thrown
"""
_TRIPLES = [tuple(triple.split()) for triple in _IRREGULAR.split(";")]
PARTICIPLE_OF_PAST = {past: participle for _, past, participle in _TRIPLES}
BASE_OF_PAST = {past: base for base, past, _ in _TRIPLES}
PARTICIPLES = frozenset(participle for _, _, participle in _TRIPLES)
ADJECTIVES = _words(
    "large small big tall old new young high low close far important different similar common rare famous historic "
    "controversial expensive cheap rich poor strong weak successful popular effective necessary possible legal "
    "illegal true significant dangerous safe responsible available open ready able alive dead heavy deep wide"
)


def is_participle(word: str) -> bool:
    """Whether a word in lower case looks like a past participle: "signed", "built"."""
    return word in PARTICIPLES or (len(word) > 4 and word.endswith("ed"))


def is_verb(word: str) -> bool:
    """Whether a word in lower case is a verb that we know, in its base form, its past or its -s form."""
    return word in BASE or word in PARTICIPLE_OF_PAST or is_participle(word) or (word[-1:] == "s" and word[:-1] in BASE)


def is_plural(head: str) -> bool:
    """Whether a noun looks plural."""
    word = head.lower()
    if word in PLURALS:
        return True
    return (
        len(word) > 3
        and word.endswith("s")
        and not word.endswith(("ss", "us", "is", "'s"))
        and (word not in SINGULAR_IN_S)
    )
