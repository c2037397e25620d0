"""Weigh the words of English: `python -m bench.cries en` works the points out."""

from __future__ import annotations

from typing import Final

POINTS: Final = """
    having 40 | choking 35 | collapsed 34 | die 34 | drank 34 | breathing 33 | swallowed 33 | wish 33 | fade
    32 | wont 32 | goodbye 31 | hes 31 | breathe 30 | being 29 | fitting 29 | kms 29 | safe 28 | sucidal 28
    | anymore 27 | cutting 27 | face 27 | thinking 27 | weeks 27 | wrists 27 | bleeding 26 | gone 26 | gun
    26 | raped 26 | somebody 26 | air 25 | ambulence 25 | chest 25 | danger 25 | living 25 | severe 25 |
    sudden 25 | wake 25 | alive 24 | closing 24 | life 24 | lips 24 | shes 24 | unalive 24 | unresponsive 24
    | ate 23 | attacked 23 | hour 23 | hurting 23 | labor 23 | odd 23 | paramedics 23 | sucide 23 | vomiting
    23 | dead 22 | dying 22 | front 22 | gasping 22 | glass 22 | minutes 22 | pulse 22 | reason 22 | sos 22
    | stabbed 22 | suicdal 22 | unconscious 22 | badly 21 | every 21 | going 21 | mins 21 | noose 21 |
    overdose 21 | overdosed 21 | snake 21 | waters 21 | assaulted 20 | call 20 | contractions 20 | ending 20
    | haemorrhaging 20 | help 20 | kill 20 | live 20 | outside 20 | point 20 | suddenly 20 | suicide 20 |
    suicidle 20 | temperature 20 | thunderclap 20 | another 19 | baby 19 | babys 19 | death 19 | fire 19 |
    helping 19 | myself 19 | pills 19 | responding 19 | rope 19 | self 19 | suicidal 19 | theres 19 | and 18
    | boyfriend 18 | emergancy 18 | hang 18 | keeps 18 | out 18 | purpose 18 | shock 18 | slit 18 | slurred
    18 | started 18 | throat 18 | tonight 18 | want 18 | ambulance 17 | blood 17 | electrocuted 17 | knife
    17 | might 17 | planning 17 | plz 17 | struggling 17 | taken 17 | think 17 | without 17 | bleach 16 |
    caught 16 | crushing 16 | he 16 | heavily 16 | if 16 | pool 16 | someone 16 | standing 16 | urgent 16 |
    apart 15 | arms 15 | asap 15 | beating 15 | end 15 | feels 15 | forever 15 | happening 15 | hitting 15 |
    jump 15 | load 15 | loads 15 | off 15 | sexually 15 | tied 15 | vision 15 | accidentally 14 | artery 14
    | been 14 | burned 14 | cant 14 | double 14 | drowning 14 | everywhere 14 | feel 14 | fell 14 | gas 14 |
    goodbyes 14 | into 14 | kicking 14 | locked 14 | losing 14 | passing 14 | poison 14 | round 14 |
    slurring 14 | suffocating 14 | swelling 14 | symptoms 14 | took 14 | vomit 14 | words 14 | worst 14 |
    accidental 13 | acid 13 | bad 13 | beats 13 | bite 13 | car 13 | everyone 13 | found 13 | hanging 13 |
    hasnt 13 | leak 13 | lot 13 | magnet 13 | many 13 | mill 13 | mysefl 13 | police 13 | pouring 13 |
    properly 13 | ring 13 | shooting 13 | shot 13 | smoke 13 | trapped 13 | unconcious 13 | up 13 | urge 13
    | almost 12 | be 12 | bleding 12 | exist 12 | eyes 12 | faint 12 | feeling 12 | head 12 | hit 12 | ill
    12 | kitchen 12 | labour 12 | mouth 12 | night 12 | nobody 12 | pan 12 | rat 12 | she 12 | siezure 12 |
    something 12 | sweat 12 | tightness 12 | woke 12 | all 11 | around 11 | body 11 | broken 11 | burning 11
    | deep 11 | difficulty 11 | drowned 11 | electric 11 | floor 11 | friend 11 | is 11 | just 11 | knocked
    11 | left 11 | more 11 | note 11 | quick 11 | says 11 | scalded 11 | shoot 11 | should 11 | sitting 11 |
    spreading 11 | tell 11 | throwing 11 | turning 11 | very 11 | wheezing 11 | whole 11 | attack 10 |
    balcony 10 | bitten 10 | born 10 | bridge 10 | confused 10 | coughing 10 | deserve 10 | doing 10 |
    hardly 10 | harming 10 | hoping 10 | killing 10 | need 10 | one 10 | pads 10 | pls 10 | poisoned 10 |
    ready 10 | red 10 | relapsed 10 | shouldnt 10 | slashed 10 | soaked 10 | speech 10 | stabbing 10 | stuck
    10 | sweating 10 | talking 10 | than 10 | thoughts 10 | threatening 10 | tongue 10 | tried 10 | trying
    10 | water 10 | went 10 | worth 10 | would 10 | anaphylaxis 9 | bright 9 | burden 9 | burn 9 | by 9 |
    catch 9 | convulsing 9 | dishwasher 9 | eye 9 | getting 9 | hand 9 | hart 9 | herself 9 | house 9 | man
    9 | meaning 9 | moving 9 | myslef 9 | numb 9 | pointless 9 | reaction 9 | shaking 9 | strangle 9 | them
    9 | toddler 9 | train 9 | wants 9 | world 9 | worse 9 | wrote 9 | accident 8 | am 8 | anaphylactic 8 |
    blue 8 | boiling 8 | brains 8 | cabinet 8 | cut 8 | difficulties 8 | edge 8 | enough 8 | fainting 8 |
    feelings 8 | fever 8 | followed 8 | get 8 | have 8 | hope 8 | insulin 8 | isnt 8 | keep 8 | leg 8 | me 8
    | nosebleed 8 | poisoning 8 | rather 8 | side 8 | stay 8 | violent 8 | waking 8 | an 7 | because 7 |
    bleed 7 | carbon 7 | clutching 7 | commit 7 | cpr 7 | decided 7 | drooping 7 | fentanyl 7 | fighting 7 |
    foaming 7 | following 7 | go 7 | heroin 7 | himself 7 | hurry 7 | hurt 7 | jaw 7 | limp 7 | longer 7 |
    lorry 7 | love 7 | meningitis 7 | monoxide 7 | move 7 | mums 7 | now 7 | oil 7 | overdosing 7 | partner
    7 | plan 7 | punched 7 | really 7 | saying 7 | send 7 | sentence 7 | smell 7 | sticking 7 | still 7 |
    sting 7 | stool 7 | telling 7 | to 7 | turned 7 | walk 7 | will 7 | written 7 | across 6 | antifreeze 6
    | beaten 6 | break 6 | broke 6 | care 6 | coming 6 | elephant 6 | fainted 6 | gushing 6 | happier 6 |
    headache 6 | legs 6 | lopsided 6 | over 6 | paracetamol 6 | please 6 | right 6 | roof 6 | scratch 6 |
    shell 6 | spurting 6 | step 6 | strangling 6 | trust 6 | way 6 | bottle 5 | breathless 5 | bunch 5 |
    convulsions 5 | could 5 | dose 5 | emergency 5 | grandma 5 | hypo 5 | inhaler 5 | jumping 5 | like 5 |
    medicine 5 | minute 5 | nail 5 | on 5 | our 5 | relief 5 | remover 5 | said 5 | stopped 5 | swallow 5 |
    tea 5 | terrible 5 | theyre 5 | under 5 | violence 5 | wanting 5 | about 4 | again 4 | antidepressants 4
    | arrest 4 | atack 4 | burnt 4 | cleaner 4 | cope 4 | disappear 4 | drain 4 | dropped 4 | er 4 | from 4
    | hell 4 | helps 4 | let 4 | message 4 | miss 4 | my 4 | neck 4 | newborn 4 | notice 4 | old 4 | playing
    4 | put 4 | sharp 4 | so 4 | swollen 4 | tells 4 | through 4 | times 4 | top 4 | voice 4 | we 4 | what 4
    | against 3 | are 3 | awful 3 | band 3 | battery 3 | cardiac 3 | choked 3 | counted 3 | drown 3 | given
    3 | harmed 3 | held 3 | his 3 | kid 3 | ladder 3 | mistake 3 | respond 3 | scared 3 | spray 3 | stupid 3
    | threatened 3 | tingling 3 | today 3 | until 3 | voices 3 | arm 2 | behind 2 | breakfast 2 | child 2 |
    clots 2 | consciousness 2 | diabetic 2 | domestic 2 | eating 2 | girl 2 | grandad 2 | grape 2 | hard 2 |
    heart 2 | her 2 | home 2 | how 2 | ideation 2 | letters 2 | loss 2 | miscarrying 2 | mixed 2 | nan 2 |
    nausea 2 | needed 2 | pass 2 | passed 2 | room 2 | see 2 | seizure 2 | sleeping 2 | stroke 2 | strong 2
    | sweet 2 | table 2 | teenager 2 | theyd 2 | things 2 | tylenol 2 | us 2 | walking 2 | walls 2 | wrist 2
    | 10mg -2 | 50mg -2 | above -2 | abuse -2 | adeyemi -2 | after -2 | angeles -2 | annual -2 | answer -2 |
    apt -2 | army -2 | atrial -2 | b12 -2 | berg -2 | bhriain -2 | bless -2 | blind -2 | bowel -2 | bye -2 |
    bypass -2 | can -2 | changed -2 | chen -2 | close -2 | codamol -2 | coffin -2 | com -2 | cramps -2 |
    crisis -2 | delay -2 | der -2 | did -2 | divorced -2 | dont -2 | drinking -2 | during -2 | ear -2 | ella
    -2 | everything -2 | exactly -2 | fall -2 | falling -2 | fast -2 | fibrillation -2 | fix -2 | fluoxetine
    -2 | flying -2 | funeral -2 | funny -2 | god -2 | gunn -2 | half -2 | harm -2 | heartburn -2 | hot -2 |
    hrt -2 | hughes -2 | hypothyroid -2 | illnesses -2 | indeed -2 | infant -2 | ingrown -2 | irritable -2 |
    it -2 | jab -2 | jean -2 | july -2 | killarney -2 | killed -2 | kin -2 | legal -2 | levothyroxine -2 |
    liam -2 | lifting -2 | line -2 | lisinopril -2 | lithium -2 | liver -2 | los -2 | male -2 | mam -2 |
    margaret -2 | marriage -2 | martinez -2 | medication -2 | medicines -2 | meds -2 | mg -2 | moment -2 |
    mondays -2 | mood -2 | murphy -2 | mushrooms -2 | nervous -2 | ni -2 | noah -2 | nuts -2 | obrien -2 |
    occasional -2 | october -2 | only -2 | overton -2 | pacemaker -2 | pains -2 | pee -2 | physical -2 |
    plumber -2 | premature -2 | priya -2 | prostate -2 | puffs -2 | raman -2 | robert -2 | sad -2 | sarah -2
    | sean -2 | september -2 | shop -2 | sinus -2 | slaughter -2 | smoker -2 | stabb -2 | strawberries -2 |
    street -2 | student -2 | swell -2 | teen -2 | ten -2 | three -2 | toenail -2 | travel -2 | underactive
    -2 | units -2 | uses -2 | vaccines -2 | van -2 | varicose -2 | veins -2 | ventolin -2 | weak -2 | wee -2
    | weekly -2 | wei -2 | yard -2 | york -2 | zero -2 | zoe -2 | 20mg -3 | aged -3 | aid -3 | alan -3 |
    alarm -3 | allergy -3 | anaemia -3 | ann -3 | anxious -3 | aoife -3 | aura -3 | baker -3 | beat -3 | bee
    -3 | blocked -3 | blurry -3 | boy -3 | bp -3 | brain -3 | but -3 | button -3 | c -3 | cataracts -3 |
    changing -3 | checked -3 | chestnut -3 | church -3 | citalopram -3 | clot -3 | codeine -3 |
    contraception -3 | copd -3 | county -3 | dairy -3 | deadman -3 | dee -3 | department -3 | disc -3 |
    dizzy -3 | doctors -3 | drugs -3 | dust -3 | dyer -3 | dylan -3 | ears -3 | elbow -3 | electrician -3 |
    endometriosis -3 | epilepsy -3 | evening -3 | ex -3 | failure -3 | fibromyalgia -3 | foot -3 | free -3 |
    gave -3 | give -3 | gives -3 | grand -3 | grant -3 | guardian -3 | haha -3 | hassan -3 | hearing -3 |
    heartbeat -3 | heat -3 | hernia -3 | hey -3 | hospitals -3 | hysterectomy -3 | injury -3 | itch -3 |
    jane -3 | job -3 | john -3 | kate -3 | kelly -3 | kidney -3 | killick -3 | knees -3 | know -3 | known -3
    | laughing -3 | lifeguard -3 | lip -3 | lunch -3 | meals -3 | menopause -3 | metformin -3 | missed -3 |
    murmur -3 | names -3 | naproxen -3 | nearly -3 | nkda -3 | omeprazole -3 | paine -3 | perfect -3 |
    period -3 | physio -3 | postpartum -3 | problem -3 | ramipril -3 | scan -3 | shaniqua -3 | sharma -3 |
    siobhan -3 | sir -3 | slipped -3 | sons -3 | speak -3 | st -3 | stable -3 | staying -3 | stones -3 |
    stung -3 | submit -3 | sulfa -3 | these -3 | they -3 | thursday -3 | tinnitus -3 | tower -3 | tuesday -3
    | turner -3 | undo -3 | vape -3 | vertigo -3 | vitamin -3 | waiting -3 | widow -3 | wifi -3 | work -3 |
    worked -3 | worried -3 | wrong -3 | yep -3 | youre -3 | yy -3 | amlodipine -4 | anne -4 | anxiety -4 |
    aunt -4 | avenue -4 | behalf -4 | bipolar -4 | bisoprolol -4 | bled -4 | both -4 | box -4 |
    breastfeeding -4 | bruise -4 | burke -4 | butcher -4 | byrne -4 | chester -4 | chesterfield -4 |
    cholesterol -4 | chris -4 | coeliac -4 | daughter -4 | details -4 | disease -4 | do -4 | elbows -4 |
    follow -4 | granny -4 | hands -4 | harry -4 | headaches -4 | ibs -4 | injection -4 | investigated -4 |
    jack -4 | killen -4 | lee -4 | leeds -4 | make -4 | metal -4 | methotrexate -4 | migraines -4 | monday
    -4 | mothers -4 | mrs -4 | occasionally -4 | ocd -4 | okay -4 | patches -4 | payne -4 | peanuts -4 |
    people -4 | pollen -4 | ptsd -4 | read -4 | robot -4 | routine -4 | rugby -4 | section -4 | sertraline
    -4 | sharpe -4 | smith -4 | spicy -4 | sprained -4 | statin -4 | stone -4 | survivor -4 | swimming -4 |
    tennis -4 | tests -4 | therapy -4 | twice -4 | understood -4 | view -4 | weather -4 | working -4 | 5mg
    -5 | add -5 | adult -5 | allergies -5 | ankle -5 | ankles -5 | asleep -5 | attempted -5 | ben -5 | bend
    -5 | beta -5 | bill -5 | blockers -5 | breast -5 | bristol -5 | certainly -5 | cheers -5 | clopidogrel
    -5 | co -5 | coin -5 | cough -5 | course -5 | day -5 | dentist -5 | drink -5 | faith -5 | farm -5 |
    finished -5 | firefighter -5 | friday -5 | gout -5 | group -5 | happens -5 | happy -5 | hospitalised -5
    | iron -5 | ivy -5 | january -5 | june -5 | kiwi -5 | letter -5 | lift -5 | list -5 | makes -5 | march
    -5 | maria -5 | messaging -5 | migraine -5 | milk -5 | neighbour -5 | nose -5 | paul -5 | person -5 |
    peter -5 | pins -5 | plasters -5 | pneumonia -5 | positive -5 | prevent -5 | psoriasis -5 | queue -5 |
    rd -5 | repeat -5 | replacement -5 | retired -5 | review -5 | summer -5 | text -5 | thank -5 | toes -5 |
    uncle -5 | volunteer -5 | wine -5 | x -5 | yeah -5 | yesterday -5 | agreed -6 | allergic -6 | bring -6 |
    burns -6 | card -6 | clear -6 | clinic -6 | cottage -6 | covid -6 | drops -6 | easily -6 | eggs -6 |
    filling -6 | fingers -6 | full -6 | glaucoma -6 | grace -6 | grandfather -6 | haemorrhage -6 | high -6 |
    hills -6 | id -6 | insurance -6 | lets -6 | little -6 | low -6 | lump -6 | made -6 | mary -6 | mine -6 |
    months -6 | mum -6 | next -6 | nil -6 | nothing -6 | periods -6 | prescription -6 | salbutamol -6 | salt
    -6 | service -6 | shoulder -6 | skin -6 | some -6 | story -6 | swallowing -6 | takes -6 | thyroid -6 |
    trouble -6 | wasps -6 | with -6 | write -6 | ache -7 | adhd -7 | agree -7 | appendix -7 | arthritis -7 |
    away -7 | big -7 | case -7 | committed -7 | diet -7 | dogs -7 | done -7 | door -7 | dr -7 | due -7 | e
    -7 | eczema -7 | exertion -7 | five -7 | freezing -7 | gallbladder -7 | great -7 | hear -7 | hip -7 |
    ignore -7 | in -7 | infection -7 | lose -7 | lung -7 | may -7 | mr -7 | n -7 | needles -7 | nope -7 |
    open -7 | parents -7 | previous -7 | quit -7 | results -7 | sleep -7 | sneezing -7 | sure -7 | time -7 |
    told -7 | tonsils -7 | twins -7 | was -7 | attempt -8 | bell -8 | birthday -8 | cancer -8 | carer -8 |
    daily -8 | delete -8 | dob -8 | find -8 | finger -8 | for -8 | horse -8 | jones -8 | last -8 | latex -8
    | leave -8 | mild -8 | morphine -8 | number -8 | o -8 | officer -8 | page -8 | paramedic -8 | pick -8 |
    road -8 | rose -8 | run -8 | shortness -8 | strokes -8 | young -8 | your -8 | ago -9 | alone -9 | angina
    -9 | aspirin -9 | before -9 | bit -9 | brother -9 | cats -9 | counsellor -9 | currently -9 | deaf -9 |
    diabetes -9 | dog -9 | drive -9 | early -9 | eat -9 | email -9 | exercise -9 | family -9 | hill -9 |
    itchy -9 | larkfield -9 | mother -9 | nappy -9 | new -9 | nurse -9 | operation -9 | patient -9 | pill -9
    | ran -9 | register -9 | seen -9 | small -9 | sometimes -9 | sugar -9 | tooth -9 | twenties -9 | week -9
    | who -9 | y -9 | year -9 | apnoea -10 | asking -10 | childhood -10 | come -10 | continue -10 | cream
    -10 | else -10 | father -10 | fill -10 | flu -10 | glasses -10 | grandmother -10 | gums -10 | heavy -10
    | history -10 | holiday -10 | ibuprofen -10 | lane -10 | later -10 | month -10 | normal -10 | own -10 |
    penicillin -10 | prevention -10 | questions -10 | reflux -10 | remember -10 | running -10 | scars -10 |
    shellfish -10 | sister -10 | slept -10 | snore -10 | sore -10 | stent -10 | stings -10 | thinners -10 |
    tired -10 | tom -10 | ulcer -10 | wait -10 | ahead -11 | change -11 | healthy -11 | parking -11 |
    pressure -11 | removed -11 | take -11 | check -12 | correct -12 | depression -12 | feet -12 | hair -12 |
    hi -12 | kim -12 | link -12 | lol -12 | ok -12 | photos -12 | sick -12 | sorry -12 | station -12 |
    weight -12 | winter -12 | best -13 | brown -13 | d -13 | does -13 | driver -13 | dry -13 | heather -13 |
    joy -13 | or -13 | school -13 | stitches -13 | surgery -13 | thanks -13 | where -13 | wife -13 | you -13
    | anything -14 | cousin -14 | denies -14 | good -14 | hay -14 | hospital -14 | no -14 | none -14 |
    problems -14 | sciatica -14 | smoking -14 | talk -14 | used -14 | any -15 | back -15 | contact -15 |
    date -15 | forget -15 | hello -15 | long -15 | past -15 | soon -15 | type -15 | when -15 | at -16 | died
    -16 | panic -16 | two -16 | 0 -17 | chat -17 | contrast -17 | english -17 | first -17 | knee -17 | late
    -17 | never -17 | once -17 | question -17 | years -17 | name -18 | second -18 | short -18 | then -18 |
    appointment -19 | attacks -19 | phone -19 | that -19 | doctor -20 | six -20 | test -20 | yes -20 | thats
    -21 | well -23 | fine -24 | form -24 | address -25 | london -26 | start -29 | as -31
"""
