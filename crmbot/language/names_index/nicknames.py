"""What people are called for short: each line is a given name and the names its bearers go by."""

from collections import defaultdict

_GIVEN = """
abigail abby abbie gail
abraham abe
adebayo ade
adelaide addie
agnes aggie nessa
albert al bert bertie
alexander alex al sandy xander sasha alec lex
alexandra alex sandra sandy lexi sasha
alfred alf alfie fred
alice ali
alison ali allie
allison ali allie
amanda mandy
amelia millie amy
andrea andy andie
andreas andi
andrew andy drew
angela angie
anita nita
anna annie
anne annie
anthony tony ant
antonia toni
antonio tony toni
archibald archie
arthur art artie
augustus gus
barbara barb babs
barnaby barney
bartholomew bart
beatrice bea trixie
benjamin ben benny benji
bernadette bernie
bernard bernie
bertram bert
beverley bev
beverly bev
bradley brad
brandon bran
bridget bridie biddy
calvin cal
cameron cam
carolina caro
caroline caz carrie caro
carolyn caz lyn
cassandra cass cassie sandra
catherine cath cathy kate katie cat cate
cecilia cec celia
charles charlie chuck chas chaz
charlotte charlie lottie char
chester chet
christian chris
christina chris chrissie tina
christine chris chrissie tina
christoph chris
christopher chris kit topher
clara clare
clifford cliff
clinton clint
constance connie
cornelius neil con
cynthia cindy
damian damo
damien damo
daniel dan danny
daniela dani
danielle dani
darren daz
david dave davey
deborah deb debbie debs
debra deb debbie
dennis den denny
denise den
desmond des
diana di
diane di
dominic dom nic
donald don donnie
donna don
dorothy dot dottie dolly
douglas doug dougie
duncan dunc
edgar ed
edmund ed eddie ted
edward ed eddie ted ned teddy
edwin ed eddie
eleanor ellie nell nora
elena lena
elizabeth liz lizzie beth betty betsy eliza libby lisa ellie
ellen nell ellie
emily em emmy
emma em
emmanuel manny
ernest ernie
esther essie
eugene gene
evelyn evie
ezekiel zeke
felicity fliss flick
ferdinand ferdie
florence flo florrie
frances fran frankie
francesca fran cesca
francis frank fran
francisco paco frank
franklin frank
frederick fred freddie rick
gabriel gabe
gabriella gabby
gabrielle gabby
gareth gaz
gary gaz gazza
geoffrey geoff jeff
george georgie
georgina georgie gina
gerald gerry jerry
gerard gerry ged
gertrude trudy gert
gilbert gil bert
giovanni gianni
giuseppe beppe joe
gordon gord
graham gray
gregory greg
guillermo memo
gwendolyn gwen
harold harry hal
harriet hattie harry
heather heath
helen nell nellie
henrietta hattie etta henry
henry harry hank hal
herbert herb bert
howard howie
hubert bert
hugh hughie
humphrey humph
ignacio nacho
irene rene
isaac ike
isabel izzy bel
isabella izzy bella
jacob jake
jacqueline jackie jacqui
james jim jimmy jamie jem
jane janey
janet jan
janice jan
jason jase
jasmine jas jaz
jaspal jas
javier javi
jeffery jeff
jeffrey jeff
jennifer jen jenny
jeremiah jerry jem
jeremy jez jem jerry
jerome jerry
jessica jess jessie
jillian jill
joan joanie
joanna jo joanne
joanne jo
johannes hannes jo johann
john johnny jack
jonathan jon jonny
jordan jordy
jose pepe
josef sepp
joseph joe joey
josephine jo josie
joshua josh
judith judy jude
julia jules julie
julian jules
juliet jules
justin just
karen kaz
katarzyna kasia
katharina kathi kathy
katharine kate kathy katie
katherine kate kathy katie kat kitty
kathleen kath kathy kat
kathryn kath kathy kate kat
kayleigh kay
kelvin kel
kenneth ken kenny
kerry kez
kevin kev
kimberley kim
kimberly kim
klaus nick
kristina kris tina
kristopher kris
laura laurie
lauren loz laurie
laurence larry laurie loz
lawrence larry laurie law
leonard len lenny leo
leopold leo
leslie les
lewis lew
lillian lil lily
linda lin lindy
louis lou louie
louise lou
lucas luke
lucille lucy
lucinda lucy cindy
lucy lu
lukasz lukas
lynette lyn
madeleine maddie
madeline maddie
magdalena magda lena
malcolm malc mal
malgorzata gosia
manuel manny manolo
marcus marc mark
margaret maggie meg peggy peg marge margie greta madge rita
maria mia
marianne mari
marilyn mari lyn
marjorie marge
martha marty
martin marty
mary molly polly mamie
mathew matt
matilda tilly mattie
matthew matt matty
maureen mo
maurice mo
maximilian max
maxwell max
megan meg
melanie mel
melissa mel missy lissa
melvin mel
michael mike mick mickey mikey micky
michelle mich shell chelle shelly
mildred millie
miranda mandy
miriam mim
mitchell mitch
mohamed mo
mohammad mo
mohammed mo
monica mon
montgomery monty
morris mo
muhammad mo
nancy nan
natalie nat
natasha tash tasha nat
nathan nate nath
nathaniel nat nate nathan
nicholas nick nicky nico
nicola nic nicky nikki
nicole nic nicky nikki
nigel nige
nikolaus klaus niko
norman norm
oliver ollie
olivia liv livvy
oscar ossie
pamela pam
patricia pat patty trish tricia patsy
patrick pat paddy rick
patrizia pat
paulina paula
penelope penny pen
percival percy
peter pete
philip phil pip
philippa pip pippa phil
phillip phil
phyllis phyl
priscilla cilla
rachael rach
rachel rach
raymond ray
rebecca bec becky becca
reginald reg reggie
rhiannon rhi
richard rich rick ricky dick richie
robert rob bob bobby robbie bert
roberta bobbie
roderick rod rory
rodney rod
roger rodge
roland rolly
ronald ron ronnie
rosalind ros roz
rosemary rose rosie
roxanne roxy
rudolf rudi
rudolph rudy
rupert rupe
russell russ
ruth ruthie
sally sal
salvatore sal
samantha sam sammy
samuel sam sammy
sandra sandy sandie
sarah sal sadie
saskia sas
sebastian seb bas
shannon shan
sharon shaz
shirley shirl
sidney sid
siegfried sigi
silvia sil
simon si
simone mona
solomon sol
sophia sophie
sophie soph
spencer spence
stanislaw stan
stanley stan
stefan stef
stephanie steph stevie stef
stephen steve ste
steven steve
stewart stew stu
stuart stu
sunil sunny
susan sue susie suzy
susanna sue susie
susannah sue susie
suzanne sue suzy
sylvia syl
tabitha tabby
tamara tammy
tamsin tam
terence terry tel
teresa terri tess
terrence terry
thaddeus tad
theodore theo ted teddy
theresa terri tess tessa
thomas tom tommy
tiffany tiff
timothy tim timmy
tobias toby tobi
travis trav
trevor trev
ursula ulla
valentina val tina
valerie val
vanessa nessa ness
veronica ronnie vera
victor vic vik
victoria vicky vic tori
vikram vik
vincent vince vin
violet vi
virginia ginny ginger
vivian viv
vivienne viv
walter walt wally
wendy wend
wilfred wilf
wilhelm willi will
william will bill billy willy liam
winifred win winnie
wolfgang wolf
xavier xav
yvonne von
zachary zach zac zack
zoe zo
"""


def _spread() -> dict[str, frozenset[str]]:
    """Return for each name the others its bearer may be filed under, either way."""
    others: dict[str, set[str]] = defaultdict(set)
    for line in _GIVEN.split("\n"):
        given, *short = line.split() or [""]
        for name in short:
            others[name].add(given)
            others[given].add(name)
    return {name: frozenset(known) for name, known in others.items()}


OTHER_NAMES = _spread()
"""By a folded given name, the names that somebody called so may be filed under."""
