"""English words whose forms, or whose British and American spellings, have different stems and follow no rule."""

from __future__ import annotations

# What stands between commas is one word; forms that the stemmer joins by itself ("walks", "going") are left out.
_TABLE = """
arise arose arisen, awake awoke awoken, bear bore borne born, beat beaten, become became, begin began begun,
bend bent, bind bound, bite bit bitten, bleed bled, blow blew blown, break broke broken, breed bred, bring brought,
build built, burn burnt, buy bought, catch caught, choose chose chosen, cling clung, come came, creep crept,
deal dealt, dig dug, do does did done, draw drew drawn, dream dreamt, drink drank drunk, drive drove driven,
dwell dwelt, eat ate eaten, fall fell fallen, feed fed, feel felt, fight fought, find found, flee fled, fling flung,
fly flew flown, forbid forbade forbidden, foresee foresaw foreseen, forget forgot forgotten,
forgive forgave forgiven, freeze froze frozen, get got gotten, give gave given, go goes went gone, grind ground,
grow grew grown, hang hung, have has had, hear heard, hide hid hidden, hold held, keep kept, kneel knelt,
know knew known, lay laid, lead led, lean leant, leap leapt, learn learnt, leave left, lend lent, lie lay lain,
light lit, lose lost, make made, mean meant, meet met, mistake mistook mistaken, overcome overcame,
overthrow overthrew overthrown, pay paid, prove proven, rebuild rebuilt, ride rode ridden, ring rang rung,
rise rose risen, run ran, say said, see saw seen, seek sought, sell sold, send sent, sew sewn, shake shook shaken,
shine shone, shoot shot, show shown, shrink shrank shrunk, sing sang sung, sink sank sunk, sit sat, sleep slept,
slide slid, smell smelt, sow sown, speak spoke spoken, speed sped, spell spelt, spend spent, spill spilt, spin spun,
spit spat, spoil spoilt, spring sprang sprung, stand stood, steal stole stolen, stick stuck, sting stung,
stink stank stunk, stride strode, strike struck stricken, string strung, strive strove striven, swear swore sworn,
sweep swept, swell swollen, swim swam swum, swing swung, take took taken, teach taught, tear tore torn, tell told,
think thought, throw threw thrown, tread trod trodden, understand understood, undertake undertook undertaken,
undergo underwent undergone, uphold upheld, wake woke woken, wear wore worn, weave wove woven, weep wept, win won,
wind wound, withdraw withdrew withdrawn, withhold withheld, withstand withstood, wring wrung, write wrote written,
child children, foot feet, goose geese, man men, mouse mice, ox oxen, person people, tooth teeth, woman women,
calf calves, half halves, knife knives, leaf leaves, life lives, loaf loaves, shelf shelves, thief thieves,
wife wives, wolf wolves, analysis analyses, axis axes, basis bases, crisis crises, hypothesis hypotheses,
thesis theses, appendix appendices, index indices, matrix matrices, vertex vertices, criterion criteria,
phenomenon phenomena, bacterium bacteria, curriculum curricula, medium media, memorandum memoranda, stratum strata,
alumnus alumni, cactus cacti, fungus fungi, nucleus nuclei, radius radii, stimulus stimuli, alga algae, larva larvae,
formula formulae, bureau bureaux, plateau plateaux,
good better best, bad worse worst, far farther farthest further furthest, little less least, many more most,
old elder eldest, die dying, tie tying,
programme program, grey gray, judgement judgment, catalogue catalog, dialogue dialog, aluminium aluminum,
plough plow, sceptic skeptic, mould mold, fulfil fulfill, enrol enroll
"""
FAMILIES = tuple(tuple(family.split()) for family in _TABLE.split(","))
