"""Weigh the words of English: `python -m bench.cries en` works the points out."""

from __future__ import annotations

from typing import Final

POINTS: Final = """
    having 42 | die 39 | breathing 38 | choking 38 | wish 37 | drank 36 | wont 36 | collapsed 35 | swallowed
    35 | fade 34 | hes 34 | breathe 32 | kms 32 | cutting 31 | sucidal 31 | anymore 30 | being 30 | bleeding
    30 | fitting 30 | goodbye 29 | living 29 | raped 29 | alive 28 | chest 28 | face 28 | gun 28 | sudden 28
    | unalive 28 | wake 28 | wrists 28 | ambulence 27 | life 27 | thinking 27 | air 26 | danger 26 | gone 26
    | help 26 | live 26 | odd 26 | paramedics 26 | shes 26 | unresponsive 26 | weeks 26 | closing 25 | dead
    25 | minutes 25 | sucide 25 | unconscious 25 | attacked 24 | dying 24 | ending 24 | gasping 24 | glass
    24 | hurting 24 | labor 24 | lips 24 | overdosed 24 | point 24 | reason 24 | self 24 | severe 24 | sos
    24 | stabbed 24 | suicdal 24 | suicidal 24 | suicide 24 | vomiting 24 | ate 23 | every 23 | front 23 |
    hour 23 | kill 23 | myself 23 | responding 23 | snake 23 | suddenly 23 | suicidle 23 | assaulted 22 |
    baby 22 | badly 22 | death 22 | haemorrhaging 22 | helping 22 | noose 22 | overdose 22 | pills 22 |
    pulse 22 | rope 22 | tonight 22 | waters 22 | ambulance 21 | babys 21 | blood 21 | boyfriend 21 | mins
    21 | outside 21 | temperature 21 | contractions 20 | fire 20 | if 20 | might 20 | out 20 | shock 20 |
    slurred 20 | started 20 | throat 20 | thunderclap 20 | urgent 20 | without 20 | and 19 | forever 19 |
    going 19 | he 19 | hitting 19 | keeps 19 | knife 19 | purpose 19 | slit 19 | cant 18 | electrocuted 18 |
    emergancy 18 | end 18 | jump 18 | struggling 18 | think 18 | beating 17 | caught 17 | everywhere 17 |
    exist 17 | feel 17 | heavily 17 | loads 17 | passing 17 | planning 17 | police 17 | sexually 17 | taken
    17 | words 17 | accidentally 16 | another 16 | apart 16 | bad 16 | be 16 | bleach 16 | crushing 16 |
    drowning 16 | feels 16 | gas 16 | happening 16 | into 16 | nobody 16 | off 16 | pool 16 | properly 16 |
    she 16 | standing 16 | suffocating 16 | swelling 16 | theres 16 | tied 16 | took 16 | vision 16 | want
    16 | acid 15 | arms 15 | asap 15 | been 15 | burned 15 | car 15 | fell 15 | goodbyes 15 | kicking 15 |
    losing 15 | mysefl 15 | poison 15 | shot 15 | slurring 15 | up 15 | vomit 15 | accidental 14 | artery 14
    | beats 14 | bite 14 | bleding 14 | double 14 | eyes 14 | hanging 14 | hasnt 14 | head 14 | hit 14 | ill
    14 | killing 14 | labour 14 | load 14 | locked 14 | magnet 14 | night 14 | round 14 | siezure 14 | smoke
    14 | somebody 14 | stuck 14 | symptoms 14 | trapped 14 | unconcious 14 | wheezing 14 | worst 14 | worth
    14 | almost 13 | born 13 | feeling 13 | found 13 | leak 13 | lot 13 | mill 13 | mouth 13 | numb 13 |
    pouring 13 | quick 13 | safe 13 | shoot 13 | shooting 13 | shouldnt 13 | tightness 13 | trying 13 | woke
    13 | world 13 | around 12 | body 12 | bridge 12 | broken 12 | burning 12 | deep 12 | difficulty 12 |
    drowned 12 | electric 12 | faint 12 | following 12 | hardly 12 | house 12 | just 12 | kitchen 12 | pan
    12 | plz 12 | rat 12 | sitting 12 | slashed 12 | sweat 12 | than 12 | tongue 12 | urge 12 | went 12 |
    anaphylaxis 11 | balcony 11 | burden 11 | catch 11 | confused 11 | coughing 11 | deserve 11 | eye 11 |
    floor 11 | hang 11 | harming 11 | hart 11 | hoping 11 | knocked 11 | love 11 | man 11 | moving 11 | one
    11 | please 11 | poisoned 11 | relapsed 11 | says 11 | scalded 11 | should 11 | spreading 11 | stabbing
    11 | threatening 11 | throwing 11 | turning 11 | water 11 | whole 11 | wrote 11 | anaphylactic 10 |
    attack 10 | bitten 10 | blue 10 | break 10 | bright 10 | burn 10 | by 10 | cut 10 | doing 10 | emergency
    10 | enough 10 | hand 10 | headache 10 | hurt 10 | is 10 | left 10 | many 10 | meaning 10 | myslef 10 |
    nosebleed 10 | pads 10 | pointless 10 | red 10 | soaked 10 | speech 10 | strangle 10 | sweating 10 |
    thoughts 10 | toddler 10 | train 10 | tried 10 | am 9 | an 9 | boiling 9 | brains 9 | carbon 9 | coming
    9 | convulsing 9 | decided 9 | difficulties 9 | dishwasher 9 | fainting 9 | fever 9 | followed 9 | get 9
    | getting 9 | have 9 | hope 9 | insulin 9 | monoxide 9 | need 9 | note 9 | partner 9 | reaction 9 |
    saying 9 | shaking 9 | side 9 | stay 9 | step 9 | telling 9 | very 9 | waking 9 | worse 9 | written 9 |
    accident 8 | bleed 8 | breathless 8 | cabinet 8 | care 8 | commit 8 | drooping 8 | edge 8 | feelings 8 |
    fighting 8 | heroin 8 | herself 8 | himself 8 | home 8 | leg 8 | limp 8 | lorry 8 | now 8 | oil 8 | over
    8 | overdosing 8 | paracetamol 8 | plan 8 | pls 8 | poisoning 8 | ready 8 | smell 8 | still 8 |
    strangling 8 | to 8 | violent 8 | way 8 | about 7 | antidepressants 7 | beaten 7 | broke 7 | cpr 7 |
    dose 7 | fainted 7 | fentanyl 7 | foaming 7 | happier 7 | inhaler 7 | move 7 | mums 7 | punched 7 |
    really 7 | ring 7 | said 7 | sentence 7 | someone 7 | sticking 7 | sting 7 | stool 7 | theyre 7 | turned
    7 | wants 7 | across 6 | antifreeze 6 | because 6 | bottle 6 | call 6 | clutching 6 | convulsions 6 |
    disappear 6 | elephant 6 | everyone 6 | friend 6 | grandma 6 | gushing 6 | hypo 6 | isnt 6 | jumping 6 |
    let 6 | meningitis 6 | minute 6 | my 6 | neck 6 | our 6 | relief 6 | roof 6 | shell 6 | spurting 6 | tea
    6 | tell 6 | them 6 | trust 6 | under 6 | voice 6 | walk 6 | will 6 | would 6 | all 5 | arrest 5 | bunch
    5 | dropped 5 | heart 5 | his 5 | hurry 5 | jaw 5 | legs 5 | longer 5 | looks 5 | lopsided 5 | medicine
    5 | more 5 | nail 5 | newborn 5 | notice 5 | on 5 | put 5 | rather 5 | remover 5 | scared 5 | scratch 5
    | stupid 5 | swallow 5 | swollen 5 | tells 5 | terrible 5 | through 5 | times 5 | top 5 | us 5 |
    violence 5 | wanting 5 | against 4 | atack 4 | awful 4 | battery 4 | burnt 4 | cardiac 4 | child 4 |
    choked 4 | cleaner 4 | dad 4 | drain 4 | drown 4 | from 4 | held 4 | hell 4 | helps 4 | her 4 | kid 4 |
    me 4 | miss 4 | nan 4 | old 4 | playing 4 | seizure 4 | sharp 4 | stopped 4 | stroke 4 | tablets 4 |
    today 4 | answer 3 | are 3 | band 3 | bed 3 | cope 3 | counted 3 | diabetic 3 | domestic 3 | eating 3 |
    epipen 3 | girl 3 | given 3 | go 3 | harmed 3 | keep 3 | letters 3 | like 3 | morning 3 | park 3 |
    people 3 | pregnant 3 | respond 3 | room 3 | see 3 | seizures 3 | sleeping 3 | so 3 | spray 3 | stiff 3
    | table 3 | theyd 3 | thing 3 | things 3 | threatened 3 | tylenol 3 | until 3 | voices 3 | walls 3 | we
    3 | wrist 3 | afraid 2 | arm 2 | asthma 2 | bath 2 | behind 2 | better 2 | birth 2 | cliff 2 |
    consciousness 2 | down 2 | er 2 | grandad 2 | grape 2 | hard 2 | hurts 2 | husband 2 | ideation 2 |
    ladder 2 | loss 2 | miscarrying 2 | moved 2 | nausea 2 | painful 2 | palpitations 2 | passed 2 | pulled
    2 | rash 2 | right 2 | something 2 | strong 2 | sweet 2 | teenager 2 | the 2 | tingling 2 | tomorrow 2 |
    tree 2 | walking 2 | 20mg -2 | above -2 | abuse -2 | adeyemi -2 | aid -2 | alan -2 | allergy -2 |
    anaemia -2 | annual -2 | aoife -2 | applicable -2 | aura -2 | baker -2 | bhriain -2 | blocked -2 |
    blurry -2 | boy -2 | bp -2 | brain -2 | but -2 | c -2 | cataracts -2 | changing -2 | checked -2 | chen
    -2 | chestnut -2 | citalopram -2 | co -2 | codeine -2 | coffin -2 | contraception -2 | copd -2 | county
    -2 | crisis -2 | deadman -2 | dee -2 | details -2 | disc -2 | divorce -2 | dock -2 | doctors -2 |
    drinking -2 | drugs -2 | during -2 | dust -2 | dyer -2 | ears -2 | electrician -2 | endometriosis -2 |
    evening -2 | falling -2 | fast -2 | fibromyalgia -2 | flying -2 | foot -2 | football -2 | free -2 |
    funny -2 | gives -2 | grand -2 | granny -2 | grant -2 | guardian -2 | hassan -2 | health -2 | hearing -2
    | heartbeat -2 | heartburn -2 | heat -2 | hey -2 | infant -2 | ingrown -2 | jab -2 | jane -2 | jean -2 |
    kelly -2 | kidney -2 | killed -2 | killick -2 | kin -2 | kind -2 | knees -2 | laughing -2 | legal -2 |
    liam -2 | lifeguard -2 | line -2 | make -2 | margaret -2 | marriage -2 | martinez -2 | meals -2 |
    medicines -2 | menopause -2 | metformin -2 | mg -2 | missed -2 | mrs -2 | much -2 | murphy -2 |
    mushrooms -2 | naproxen -2 | nearly -2 | ni -2 | noah -2 | october -2 | omeprazole -2 | other -2 |
    overton -2 | paine -2 | perfect -2 | period -2 | physical -2 | policy -2 | present -2 | priya -2 | raman
    -2 | ramipril -2 | robert -2 | sad -2 | scan -2 | sean -2 | sees -2 | shaniqua -2 | sharma -2 | since -2
    | siobhan -2 | slaughter -2 | slipped -2 | smoker -2 | somethings -2 | sons -2 | st -2 | stable -2 |
    staying -2 | stones -2 | student -2 | swimming -2 | talking -2 | teen -2 | tinnitus -2 | toenail -2 |
    tower -2 | travel -2 | turner -2 | units -2 | uses -2 | vaccines -2 | vape -2 | varicose -2 | veins -2 |
    ventolin -2 | vertigo -2 | vitamin -2 | wee -2 | wei -2 | what -2 | whos -2 | widow -2 | wifi -2 | york
    -2 | youve -2 | yy -2 | zoe -2 | accepted -3 | access -3 | actually -3 | affirmative -3 | aged -3 |
    agent -3 | ah -3 | amlodipine -3 | ann -3 | anne -3 | anxiety -3 | anxious -3 | apply -3 | army -3 |
    avenue -3 | beat -3 | bee -3 | begin -3 | bipolar -3 | bisoprolol -3 | bled -3 | bothering -3 |
    breastfeeding -3 | bruise -3 | burke -3 | busy -3 | butcher -3 | button -3 | bypass -3 | byrne -3 |
    chester -3 | chesterfield -3 | church -3 | clot -3 | clue -3 | coeliac -3 | completed -3 | confirmed -3
    | contacting -3 | cough -3 | dairy -3 | darling -3 | day -3 | definitely -3 | deleted -3 | diet -3 | doc
    -3 | dylan -3 | elbow -3 | elbows -3 | epilepsy -3 | erm -3 | everything -3 | exit -3 | failure -3 |
    fall -3 | forgot -3 | funeral -3 | gave -3 | god -3 | guess -3 | hands -3 | harry -3 | headaches -3 |
    hernia -3 | honey -3 | hospitals -3 | hysterectomy -3 | ibs -3 | idea -3 | idk -3 | incorrect -3 |
    injection -3 | injury -3 | itch -3 | jack -3 | job -3 | john -3 | kate -3 | killen -3 | lang -3 | lee -3
    | leeds -3 | lip -3 | lunch -3 | madam -3 | mate -3 | methotrexate -3 | migraines -3 | mine -3 | monday
    -3 | mothers -3 | murmur -3 | names -3 | occasionally -3 | oh -3 | okey -3 | only -3 | operator -3 |
    optout -3 | pardon -3 | patches -3 | payne -3 | peanuts -3 | physio -3 | pollen -3 | postpartum -3 |
    problem -3 | proceed -3 | ptsd -3 | queue -3 | receptionist -3 | refuse -3 | restart -3 | resubscribe -3
    | resume -3 | sending -3 | sertraline -3 | sharpe -3 | smith -3 | sprained -3 | statin -3 | stone -3 |
    stopall -3 | stung -3 | subscribe -3 | sulfa -3 | sweetheart -3 | sweetie -3 | team -3 | tennis -3 |
    thankyou -3 | thnx -3 | thx -3 | tks -3 | tuesday -3 | uh -3 | um -3 | unknown -3 | unstop -3 | unsure
    -3 | waiting -3 | whoops -3 | woops -3 | work -3 | working -3 | yard -3 | yesterday -3 | youre -3 | 5mg
    -4 | absolutely -4 | allergies -4 | alright -4 | ankle -4 | ankles -4 | asleep -4 | aunt -4 | automated
    -4 | automatic -4 | aye -4 | behalf -4 | ben -4 | bend -4 | bill -4 | both -4 | box -4 | breast -4 |
    burns -4 | bye -4 | can -4 | cholesterol -4 | chris -4 | clinic -4 | complete -4 | confirm -4 | dear -4
    | delay -4 | department -4 | disease -4 | drink -4 | edit -4 | exactly -4 | faith -4 | farm -4 |
    firefighter -4 | fix -4 | follow -4 | gout -4 | great -4 | haha -4 | havent -4 | hmm -4 | indeed -4 |
    investigated -4 | january -4 | k -4 | known -4 | letter -4 | lump -4 | made -4 | makes -4 | metal -4 |
    migraine -4 | na -4 | necessary -4 | neighbour -4 | nkda -4 | nose -4 | not -4 | ocd -4 | oops -4 | paul
    -4 | peter -4 | plasters -4 | prevent -4 | psoriasis -4 | rd -4 | reception -4 | repeat -4 | replacement
    -4 | retired -4 | routine -4 | rugby -4 | spicy -4 | stop -4 | survivor -4 | ta -4 | tests -4 | texts -4
    | therapy -4 | thursday -4 | time -4 | true -4 | ty -4 | uncle -4 | view -4 | weather -4 | whats -4 |
    worked -4 | worried -4 | ya -4 | yea -4 | yep -4 | yup -4 | zero -4 | adhd -5 | adult -5 | allergic -5 |
    anybody -5 | attempted -5 | beginning -5 | beta -5 | blockers -5 | bring -5 | bristol -5 | certainly -5
    | changed -5 | clopidogrel -5 | coin -5 | copy -5 | cottage -5 | deaf -5 | decline -5 | dentist -5 |
    disagree -5 | drops -5 | eggs -5 | excuse -5 | for -5 | friday -5 | full -5 | gets -5 | glaucoma -5 |
    grace -5 | grandfather -5 | group -5 | haemorrhage -5 | hold -5 | in -5 | insurance -5 | iron -5 | it -5
    | ivy -5 | june -5 | kiwi -5 | lift -5 | little -5 | lose -5 | low -5 | march -5 | maria -5 | mary -5 |
    may -5 | milk -5 | months -5 | mr -5 | mum -5 | nice -5 | periods -5 | pins -5 | pneumonia -5 | positive
    -5 | prescription -5 | revoke -5 | section -5 | shoulder -5 | sir -5 | skin -5 | sneezing -5 | story -5
    | submit -5 | summer -5 | swallowing -5 | texting -5 | these -5 | toes -5 | told -5 | undo -5 |
    volunteer -5 | wasps -5 | wine -5 | ache -6 | arthritis -6 | bell -6 | birthday -6 | card -6 | carer -6
    | case -6 | cheers -6 | course -6 | covid -6 | dob -6 | dogs -6 | dont -6 | door -6 | dr -6 | due -6 |
    dunno -6 | easily -6 | eczema -6 | erase -6 | fill -6 | filling -6 | fingers -6 | five -6 | freezing -6
    | gallbladder -6 | give -6 | hear -6 | high -6 | hills -6 | hip -6 | hospitalised -6 | infection -6 |
    later -6 | leave -6 | messaging -6 | nah -6 | needles -6 | page -6 | privacy -6 | read -6 | regards -6 |
    salbutamol -6 | salt -6 | skip -6 | sleep -6 | takes -6 | thyroid -6 | trouble -6 | with -6 | x -6 |
    yeah -6 | yet -6 | accept -7 | apologies -7 | appendix -7 | aspirin -7 | away -7 | cancel -7 | clear -7
    | committed -7 | confidential -7 | diabetes -7 | distracted -7 | e -7 | email -7 | exertion -7 | finger
    -7 | id -7 | itchy -7 | jones -7 | latex -7 | lung -7 | mild -7 | mistake -7 | morphine -7 | next -7 | o
    -7 | okay -7 | open -7 | paramedic -7 | private -7 | results -7 | road -7 | rose -7 | run -7 | secure -7
    | service -7 | strokes -7 | this -7 | understood -7 | was -7 | young -7 | add -8 | ahead -8 | attempt -8
    | before -8 | big -8 | bit -8 | cancer -8 | cats -8 | come -8 | counsellor -8 | cream -8 | daily -8 |
    done -8 | hill -8 | holiday -8 | horse -8 | ibuprofen -8 | ignore -8 | last -8 | mother -8 | new -8 |
    nope -8 | nothing -8 | officer -8 | parents -8 | parking -8 | pick -8 | pill -8 | previous -8 | quit -8
    | register -8 | seen -8 | shortness -8 | slept -8 | small -8 | some -8 | sugar -8 | text -8 | thank -8 |
    there -8 | tom -8 | tonsils -8 | twins -8 | week -8 | wrong -8 | your -8 | ago -9 | agreed -9 | angina
    -9 | brother -9 | childhood -9 | dog -9 | drive -9 | early -9 | eat -9 | family -9 | find -9 | glasses
    -9 | grandmother -9 | gums -9 | hi -9 | how -9 | lane -9 | larkfield -9 | n -9 | nappy -9 | nil -9 |
    normal -9 | nurse -9 | operation -9 | penicillin -9 | reflux -9 | review -9 | sick -9 | sometimes -9 |
    sore -9 | stings -9 | tired -9 | tooth -9 | writing -9 | y -9 | year -9 | ai -10 | alone -10 | answers
    -10 | anything -10 | apnoea -10 | asking -10 | currently -10 | else -10 | exercise -10 | father -10 |
    know -10 | lol -10 | month -10 | photos -10 | prevention -10 | ran -10 | remove -10 | running -10 |
    scars -10 | shellfish -10 | sister -10 | snore -10 | stent -10 | thinners -10 | twenties -10 | why -10 |
    any -11 | check -11 | correct -11 | d -11 | feet -11 | flu -11 | happy -11 | heavy -11 | hello -11 |
    history -11 | language -11 | lets -11 | link -11 | list -11 | moment -11 | own -11 | smoking -11 |
    stitches -11 | ulcer -11 | wait -11 | weight -11 | write -11 | bot -12 | chat -12 | depression -12 | dry
    -12 | joy -12 | kim -12 | ok -12 | patient -12 | pressure -12 | questions -12 | removed -12 | robot -12
    | sciatica -12 | soon -12 | station -12 | take -12 | wife -12 | winter -12 | best -13 | brown -13 |
    denies -13 | does -13 | good -13 | hair -13 | hay -13 | heather -13 | human -13 | number -13 | school
    -13 | sorry -13 | surgery -13 | thatll -13 | unsubscribe -13 | used -13 | where -13 | date -14 | driver
    -14 | finished -14 | long -14 | messages -14 | no -14 | show -14 | you -14 | agree -15 | at -15 |
    continue -15 | english -15 | hospital -15 | knee -15 | none -15 | or -15 | past -15 | problems -15 |
    question -15 | 0 -16 | back -16 | contrast -16 | cousin -16 | died -16 | forget -16 | name -16 | person
    -16 | short -16 | sure -16 | when -16 | withdraw -16 | delete -17 | first -17 | healthy -17 | never -17
    | once -17 | panic -17 | then -17 | type -17 | years -17 | appointment -18 | consent -18 | contact -18 |
    remember -18 | thanks -18 | two -18 | who -18 | change -19 | doctor -19 | late -19 | phone -19 | second
    -19 | speak -19 | test -19 | attacks -20 | data -20 | form -20 | that -20 | yes -21 | address -22 | six
    -22 | talk -22 | fine -23 | well -24 | thats -25 | london -26 | opt -26 | as -30 | start -34
"""
