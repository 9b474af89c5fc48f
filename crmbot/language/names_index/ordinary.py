"""Ordinary words of notes: alone, without a sign that a name is meant, they are nobody's name."""

TIME_WORDS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs fri sat sun"
    " january february march april may june july august september october november december jan feb mar apr jun jul"
    " aug sep sept oct nov dec spring summer autumn fall winter easter xmas christmas morning afternoon evening"
    " night noon midday midnight today tonight tomorrow tmrw tmr tmw tom yesterday arvo week weeks wk wks weekend"
    " day days month months mth year years yr yrs quarter hour hours hr hrs h min mins minute minutes sec fortnight"
    " am pm eod eow eom cob date early late later soon now then ago next last first second third half past daily"
    " weekly monthly yearly annual".split()
)
"""Words of the calendar and the clock."""

COUNTS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand first second third"
    " fourth fifth sixth seventh eighth ninth tenth couple few several half quarter dozen single double triple".split()
)
"""Words that count."""

VERBS = frozenset(
    "accept add agree approve arrange ask attend be become begin book bring build buy call cancel catch change"
    " chase check choose close come confirm consider contact continue decide deliver demo discuss do draft drive"
    " drop email expect feel find finish fix follow forward get give go happen have hear help hold install invoice"
    " join keep know leave let like look lose mail make meet mention move need offer open order pay phone pick place"
    " plan prepare present print provide pull push put quote raise reach read receive remind renew reorder reply"
    " report request return review ring run say schedule see sell send set share ship show sign speak start stay"
    " stop take talk tell text think try turn update use visit wait walk want win work write".split()
)
"""What somebody will do; behind `will` or `may` they tell that it is no name."""

SPEAKS = frozenset(
    "says said asked asks wants wanted needs needed is was has had likes liked loves loved called rang phoned"
    " emailed thinks thought told confirmed agreed signed replied wrote met came left went happy keen interested"
    " unhappy on from at of out off away back and".split()
)
"""What is said of somebody whose name was just written."""

LEADS = frozenset(
    "met with w called call rang ring phoned phone visited visit saw see emailed email mailed mail spoke spoken"
    " talked talk to told tell asked ask contact contacted named chased chase texted text message messaged nudge"
    " ping remind for from by about re vm voicemail lunch coffee breakfast dinner golf drinks zoom teams demo"
    " meeting mtg chat intro meet bumped ran into via tel regards thanks thank hi hello dear att attn catch caught"
    " introduced both".split()
)
"""Words that somebody's name often stands behind."""

LEADS_ABROAD = frozenset(
    "avec chez appel appeler appele rappeler contacter voir rencontre mit bei anruf anrufen angerufen telefoniert"
    " getroffen gesprochen con llamar llame llamada chiamare chiamato sentito incontrato bellen gebeld belde gesproken"
    " com ligar liguei falei encontrei para rdv tel".split()
)
"""The same in the languages people write: beside one of these a first name in small letters is one."""

_ABROAD = frozenset(
    "demain hier aujourdhui lundi mardi mercredi jeudi vendredi samedi dimanche matin soir heure heures semaine"
    " prochain prochaine reunion une pour veut devis rappel visite"
    " morgen heute gestern uebermorgen ubermorgen montag dienstag mittwoch donnerstag samstag uhr naechste nachste"
    " woche besuch treffen termin angebot und zurueckrufen zuruckrufen bis wegen"
    " manana ayer hoy lunes martes miercoles jueves viernes sabado domingo reunion quiere presupuesto cita"
    " domani ieri oggi lunedi martedi mercoledi giovedi venerdi sabato domenica vuole offerta riunione"
    " appuntamento"
    " gisteren vandaag overmorgen maandag dinsdag woensdag donderdag vrijdag zaterdag zondag terugbellen afspraak"
    " offerte een voor"
    " amanha ontem hoje segunda terca quarta quinta sexta reuniao quer proposta"
    " ruf rufe schick schicke schicken senden sende mailen schreiben schreib fragen erinnern besuchen melden liefern"
    " bringen bitte muss noch freitag"
    " envoyer envoie relancer ecrire repondre telephoner visiter livrer payer vendredi"
    " enviar mandar escribir visitar entregar viernes"
    " inviare mandare scrivere sentire richiamare visitare venerdi"
    " bel stuur sturen terug vragen bezoeken vrijdag"
    " retornar escrever"
    " sobre acerca segun desde hasta sin pero porque por muy tiene necesita pide habla hablar del los las"
    " concernant sujet au aux dans sans mais avec besoin doit faut attend demande parler parle propos"
    " ueber uber bezueglich bezuglich beim zum zur vom nicht aber moechte mochte braucht sprechen fragt wartet"
    " riguardo circa perche serve bisogno chiede parlare aspetta"
    " betreft omdat nodig vraagt wacht spreken"
    " porque precisa pede falar espera"
    " dijo dice dit sagt sagte meint disse diz zei zegt war waren hatte hatten etait avait fue era tenia gut"
    " ce cette ces elle ils veut er sie es wir ist hat auch gestern el quiere ella che vuole lei hij zij wil ela"
    " ele".split()
)
"""Ordinary words of other languages: beside them somebody's first name is no part of a longer one."""

PLACES_BEFORE = frozenset("at from visited visit with".split())
"""Words that a firm's name often stands behind."""

_GENERAL = frozenset(
    "a about at from by above across after again against all almost alone along already also although always among"
    " an and another any anybody anyone anything are around as asap away back bad be because been before behind"
    " being below best better between beyond big both but by can cannot cant could couldnt did didnt different do"
    " does doesnt doing done dont down during each easy either else end enough even ever every everybody everyone"
    " everything except extra far few fine for from full further gave get gets getting give given gives goes going"
    " gone good got great had half happy hard has have havent having he hello help her here hers herself hi high him"
    " himself his how however i id if ill im in indeed inside instead into is isnt it its itself ive just keen keep"
    " kept kind large last late least less let lets like likely little long lot lots low made main make makes making"
    " many maybe me mean might mine more most much must my myself near need needs neither never new news nice no"
    " nobody none nor not nothing nowhere of off ok okay old on once one only onto open or other others our ours out"
    " outside over own part per perhaps please pls plus poor prob probably put quick quite rather re ready real"
    " really right round said same saw say saying says see seem seems seen self several shall she short should"
    " shouldnt since slow small so some somebody someone something sometimes soon still such sure take taken takes"
    " taking than thank thanks thats the their theirs them themselves then there theres these they theyll theyre"
    " thing things think this those though through thru thus til till time times to together told too took top total"
    " toward true try trying turned two under unless until up upon us use used useful using usual usually very via"
    " want wanted wants was wasnt way we well went were werent what whatever when where whether which while who"
    " whole whom whose why will with within without wont work worked working works would wouldnt wrong yes yet you"
    " your yours yourself three four five six seven eight nine ten eleven twelve dozen couple hundred thousand"
    " million k m x na fyi tbc tbd tba etc eg ie vs cc bcc abt bc cos coz bit lol haha yep yeah nope hey ps fwd atm"
    " btw".split()
)
_TRADE = frozenset(
    "account accounts action active activity actually admin advice agenda agent agreed agreement amount angry"
    " annual answer answered apartment apparently appointment approval approved area arrived article asked asking"
    " asset attached auto available award aware bank base basic bay beds bid bids bikes bill bills board boiler"
    " booked booking boss bought box boxes branch break bring broke brochure brother budget build building bulk bus"
    " business busy buy buyer buyers buying cab cafe call called calling calls campaign cancelled capacity car card"
    " care cars case cases cash catalog catalogue center central centre ceo cfo chain chair chairs chance change"
    " changed changes channel charge chase chased chasing cheap cheaper check checked checking city class clean"
    " clear clearly client clients clinic close closed closing club co code coffee cold colleague college come comes"
    " coming comment common community company comparing compare competition competitive competitor competitors"
    " complained complaint complete concern concerned concerns confirm confirmed consultant contact contacts"
    " contract contracts control conversation cool corporate cost costs council country course cover credit cto"
    " current currently customer customers cut damage damaged dashcams data dead deal dealer deals debrief decide"
    " decided decision delay delayed deliver delivered delivery demo demos department deposit dept design desk"
    " detail details diary difficult digital dinner director discount discuss discussed display doc docs doctor"
    " doctors document documents dock domain door double doubts draft drawing drinks drive driver drop dropped drove"
    " due eager easier east edition education electric email emailed emails employee energy engine engineer"
    " enterprise entry equipment estate estimate euro euros evaluating event events exchange exec existing expansion"
    " expansive expects expensive expert expired expires expo fair family fan farm farms fast fee feed feedback"
    " feels felt field figures file files fill final finance find fire firm firms fish fit fitness fitout fix fixed"
    " fleet floor flow flyer folder followed following food foods foot force form forms forward found foundation"
    " framework free freight fresh front fruit fuel fund funding future futures garage garden gas gate general"
    " global go goal gold golf goods government grade grand grant green ground group groups growth guest guide guy"
    " guys gym gyms hall hand handle handover hardware head health heard heat heating heavy held highly hill hire"
    " hired history hit hold holiday holidays home homes homewares hope hopes hospital hospitality hot hotel house"
    " housing hq hr hub hungry ice idea ideas images implementation implants important inbound inc inch include"
    " including industrial industries industry initial inn inquiry insists insurance interest interested interests"
    " internal international internet interview intro introduced inventory invest invitation invite invited invoice"
    " invoices issue issues item items it jammed job jobs join joined joint junior keen key keys kick kickoff kit"
    " kitchen kits lab label labs lady land lane language laptops launch law lead leader leads league learn lease"
    " leave leaving left legal lesson letter level library licence license licences licenses lift light lighting"
    " lights limit limited line lines link list listed live loan local location lodge logistics logo look looked"
    " looking looks lose loss lost loud love loves low lower ltd lunch machine machines mail mailed maintenance"
    " major manage managed management manager managers market marketing match material materials matter media"
    " medical meet meeting meetings member members memo mentioned menu message met mgr mind minor miss missed"
    " missing mistake model models modern money more mother motor motors move moved moves moving mtg name named"
    " names natural nda nearly negotiation negotiating neighbour net network nervous north note noted notes nothing"
    " notice number numbers nursery nurse nursing object objection oclock offer offered offers office offices oil"
    " old onboarding online onsite operations opinion option options order ordered orders original outage outdoor"
    " outfit outlook outstanding overdue owner owners pack package page paid paint pallet pallets panel panels paper"
    " papers parents park parking part partner partners parts pass passed paused pay paying payment peak pen pending"
    " people percent perfect permission permit person personal phase phone phoned phones photo photos physio pick"
    " picked pickup piece pieces pilot ping pipe pipeline pitch place placed plan planned planning plans plant"
    " plants plastic play pleased plumbing po point points policy pool popped position possible post posted posters"
    " potential power practice prefer preferred prefers prep present presentation presented press pressure pretty"
    " price priced prices pricing print printer prints priority private pro problem problems process procurement"
    " product production products profile program project projects promised promo promotion proof property proposal"
    " proposals prospect provider public pump pumps purchase purchasing push pushed puts qualified quality quantity"
    " queries question questions quiet quid quote quoted quotes rack racks rail raise raised ramp ramps ran rang"
    " range rate rates rather reach reached reaction read reads reason received recently reception record red reduce"
    " reduced refer referral referred refund refused regarding region regional register regret rejected related"
    " release relevant remind reminder remote renewal renewed rent reorder rep repair repairs replace replaced"
    " replacement reply replied report reported reports reps request requested required requirements research"
    " reseller reserve response rest restaurant result results retail retry return returned returns review reviewed"
    " revised rfp rfq ring rings risk road rollout roof room rooms root rota route routine rush safe safety sale"
    " sales sample samples save saved savings schedule scheduled school schools scope screen screens season seat"
    " seats section sector secure security sell seller selling send sending sends senior sensor sensors sent series"
    " serious server servers service services session set setup seven shape share shared sheet shift ship shipment"
    " shipped shipping shop shops show showed showing showroom shut sick side sign signed signing signoff silver"
    " simple single site sites situation size slot smart social soft software sold solar solution solutions sorted"
    " sort sound sounds source south space spare spares spec special specs speed spend spoke sport stage staff stall"
    " stand standard standing star start started starting starts state statement station status stay steel step"
    " steps stock stop stopped store stores story straight strategy street stress strong student stuck studio study"
    " stuff style subject submitted success suggested suggests suit suite summit sun super supplier suppliers"
    " supplies supply support survey switch switched switching system systems table tables talk talked talking"
    " target task tax team teams tech technical technology tel telephone template tender term terms terrace terrible"
    " test tested testing text texted tied tile timing toilet tomorrow tool tools touch tough tour toured town track"
    " trade trader traders trading traffic train training transfer transport travel treadmills trial trip truck"
    " trucks trust turn turnover tv tvs type uncertain unhappy union unit units university unlikely unsure unknown"
    " upcoming update updated upgrade upset urgent user users vacation valid value valves van vans vat vehicles"
    " vendor vendors venue verbal version vets video view views visit visited visiting visitor visitors visits vm"
    " voicemail volume vote waiting walk walked warehouse warm warranty waste water web webinar website weeks"
    " welcome west wheel whiteboard wholesale wife win window windows wine winery wire wishes won wondering wood"
    " worried worry worth write writes wrote yard yesterday zone activity quarterly lodging therapy timber termin"
    " naechste nachste woche devis rdv urlaub angebot".split()
)
_NAMES_TOO = frozenset(
    "amber angel april art august autumn bay bell berry bill bishop bond brook brooke buck bud carol chance chase"
    " christian chuck church clay cliff cook cooper coral cross crystal dale dawn day dean destiny dick drew duke"
    " dusty earl ernest faith fern field fisher flora ford forest fox frank gene ginger glen grace grant gray green"
    " hall harmony harper hazel heath heather hill holly honey hope house hunter iris ivy jack jasmine jay jersey"
    " jet jewel jimmy josh joy june king knight lake lance lane laurel law lily long lucky lynn major marina mark"
    " mason max may melody mercy mike mile miles miller mill moon nick noble norm olive page park parker pat"
    " patience peak pearl penny pepper pierce pike pink poppy porter potter price prince ralph ray red reed rich"
    " river rob robin rocky roger rose rosemary royal ruby rusty sandy savannah shaw shepherd silver skip sky skye"
    " smith solomon spencer star sterling stone sue summer sunny taylor terry theo tiger tom tony tracy trip trinity"
    " troy turner victor viola violet wade walker ward ware webb wells west white will willow winter wolf wood woods"
    " young".split()
)
_ONLY_NAMES = frozenset(
    "jimmy josh ralph smith taylor terry theo tom tony tracy troy shaw webb spencer turner miller skye walker nick"
    " sandy roger robin ray mike max lynn jay jack heather gene glen brooke carol cooper mason parker parkers"
    " solomon victor rosemary harper spencer jasmine josh young white dean sue rob pat norm".split()
)
"""Names that notes write in lower case far more often than they mean the word."""

ROLES = frozenset(
    "owner boss manager director buyer receptionist lawyer solicitor assistant colleague wife husband cfo ceo cto coo"
    " head secretary contact rep engineer chef nurse matron partner guy lady woman man chap consultant accountant"
    " founder president chairman principal supervisor foreman planner is lead someone somebody".split()
)
"""Words that tell of somebody whose name comes behind."""

FIRMS_END_IN = frozenset(
    "agency architects associates auto bakery bank boats brewery builders building bros brothers cabs cafe care"
    " catering clinic college components construction consulting council cycles dairy dental design electrical"
    " electronics energy engineering enterprises estates fabrication farm farms finance fisheries fitness flooring"
    " foods freight furniture garage garages glass group gym haulage health holdings homes hospital hotel hotels"
    " industries inn insurance interiors joinery labs landscapes landscaping laundry legal lighting logistics"
    " machinery marine materials media medical metals mills motors nurseries nursery packaging pack paints"
    " partners pharma pharmacy physio pizza plastics plumbing pottery press print printers printing products"
    " properties property quarry realty recycling removals rentals restaurant roofing school schools security"
    " services shipping software solar solutions steel store stores studio studios supplies supply surgery systems"
    " taxis tech technologies technology textiles tiles timber timbers tools toys tours traders trading transport"
    " travel trust tyres university ventures vets vineyard vineyards warehousing water wines winery works"
    " workshop".split()
)
"""What firms call themselves: two words of which the last is one of these are rather a firm than somebody."""

BEFORE_DAYS = frozenset(
    "in of from to by since until till til next last this mid early late end on before after for during through every"
    " between beginning start middle due around st nd rd th".split()
)
"""Words behind which the name of a month or a day is no name of anybody."""

ORDINARY = (COUNTS | TIME_WORDS | VERBS | LEADS | LEADS_ABROAD | _ABROAD | _GENERAL | _TRADE | _NAMES_TOO) - (
    _ONLY_NAMES - TIME_WORDS
)
