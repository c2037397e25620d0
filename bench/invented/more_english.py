"""List what other people type in English, without a look at the first habits or at the app's words."""

from __future__ import annotations

from typing import Final

from bench.invented.habits import ENGLISH, Habits
from bench.invented.lists import lines, listed, named

MORE_ENGLISH: Final = Habits(
    language="en",
    number="1",
    first=listed(
        """Hi | Hello there | Good morning | hiya | Hi, I have an appointment on Thursday | Hello, I was told to
        message this number | Evening | Hi doc | Good afternoon, I got a text about filling in my details | hey
        | Hello, my GP surgery asked me to text | Namaste | Hello ma'am | Hi there, I'm a new patient | Is this
        the clinic? | Howya | hello? | Hi good morning | Morning! | I'd like to register please | Hi I am
        messaging about my appointment | Hello, I'm ringing about my appointment | Heya | Good evening | hi, got
        your text | Hi it's about tomorrow | Hello sir | Hi I need to fill the form | G'day | hello am I in the
        right place? | Hi, receptionist gave me this number | hi hi | Hello dear | Good day to you | Alright |
        Hi there. New patient here. | yo | Hello! I'm ready to start"""
    ),
    chooses=listed(
        """English | 1 | english please | English thanks | 1 please | Eng | English is fine | in English please |
        One | option 1 | ENGLISH. | English, thank you | number 1 | I speak English | I'd prefer English | the
        first one | 1. | english pls | English would be best | Let's do English | English 👍 | English it is |
        english plz | I want English | Inglés no, English | English language | In English, thanks | 1 - English
        | 1) English | let's go with English | English of course | One please | English, cheers | the 1st | Only
        English | ENGLISH PLEASE!! | I would like English | english ok"""
    ),
    agrees=listed(
        """yes | I agree | Yes I do | that's fine | ok yes | 1 | Sure | yes go ahead | Yes please | Yep, agreed |
        no problem | Happy with that | ok fine | of course | Yes that's ok with me | agree | Yeah sure | I'm ok
        with that | yes I agree to that | Fine by me | Absolutely | Yes, happy to | sounds good | 👍 | Yes, I'm
        happy to proceed | I do | yes I accept | Yes of course | Sure, go ahead | Agreed, thanks | yes that's no
        problem | I'm happy to agree | Yes I give consent | okay yes | I agree with this | yeah go on then |
        Yes, carry on | perfectly fine | Yes, understood | understood and agreed | all fine | Yes, no issue | I
        agree fully | yes madam | Yes I'm ok with it | Yes, proceed | that's all right | certainly | very well"""
    ),
    names=named(
        """Margaret Ellison > Margaret | Siobhán O'Rourke > Siobhán | Rajesh Kumar Sharma > Rajesh | Tyler
        Washington > Tyler | Aoife Ní Bhriain > Aoife | Priya Venkataraman > Priya | John Paul Devlin > John |
        Grace Adeyemi > Grace | Harold Winterbottom > Harold | Chloe Baker > Chloe | Muhammad Iqbal > Muhammad |
        Sukhdeep Kaur Gill > Sukhdeep | Jack Price > Jack | Doris May > Doris | Will Young > Will | Padraig
        Murphy > Padraig | Lakshmi Iyer > Lakshmi | Brandon Lee Jackson > Brandon | Mary Hope > Mary | Eileen
        Fitzgerald > Eileen | Wei Chen > Wei | Kwame Mensah > Kwame | Patricia O'Connell > Patricia | Faith
        Njoroge > Faith | Arjun Menon > Arjun | Mary-Kate Doyle > Mary-Kate | George Best > George | Jean Wright
        > Jean | Dylan Thomas > Dylan | Ayesha Siddiqui > Ayesha | Bernadette Quinn > Bernadette | Kiran Desai >
        Kiran | Hugh Grant-Lowe > Hugh | Tom Sawyer > Tom | Nora Barnacle > Nora | Cormac McCarthy > Cormac |
        Venkatesh Rao > Venkatesh | Shaniqua Brown > Shaniqua | Joy Love > Joy | Alice Bell > Alice | Iris Young
        > Iris | Sean Ryan > Sean"""
    ),
    name_styles=listed(
        """{} | My name is {} | I'm {} | It's {} | Hi, it's {} | my full name is {} | {} thanks | This is {} |
        Name: {} | Full name: {} | {}. | The name's {} | Sure, it's {} | Yes, my name is {} | myself {} | My
        name is {}, thank you | I go by {} | Mr {} | Mrs. {} | Dr {} | {} is my name | Hello my name is {} |
        That would be {} | Okay, {} | it is {} please | Ms {} | It's {}, by the way | {} 😊 | My name's {}. | My
        name would be {} | Hi, my name is {} | Good morning, I'm {} | It's {} here | {} here | I am {} | this is
        {} speaking | Full name is {} | {}, thanks | My full name would be {} | Certainly, {} | Of course. {} |
        My name: {} | Name - {} | name {} | Yes it's {} | yeah {} | the full name is {} | ok so it's {} | Hello,
        {} here | {}, that's my full name | I'm called {} | Patient's name is {} | Miss {} | Mr. {} | Prof. {} |
        Sir, {} | My legal name is {} | my name as per ID is {} | People call me {}"""
    ),
    child_names=listed(
        """Oscar Bennett | Aarav Sharma | Niamh Kelly | Zoe Martinez | Liam Doherty | Ananya Reddy | Poppy Hughes |
        Caleb Johnson | Saoirse Walsh | Mia Chen | Noah Okonkwo | Ella Grace Turner | Rory McCann | Ishaan Patel
        | Daisy Clarke | Ethan Brooks | Fiadh Byrne | Amelia Rose Scott | Dev Kapoor | Logan Davis | Alfie
        Turner | Diya Nair | Cillian Burke | Sofia Ramirez | Harry Wilson | Kavya Pillai | Evie Morgan | Mason
        Lee | Tadhg Nolan | Aisha Khan | Freya Stone | Jayden Cole | Meera Joshi | Conor Daly | Lily May Brown |
        Rohan Gupta | Isla Grant | Luke Perez | Clodagh Kenny | Ruby Fox"""
    ),
    relations=listed(
        """mother | I'm her mum | mum | Dad | his father | I'm his mam | Mom | parent | I am the mother | her dad |
        Mummy | daughter | I'm her daughter | son | carer | wife | I'm his wife | her husband | guardian |
        grandmother | My son's mum | I'm the dad | sister | I'm his mother | Her mother | I am his dad | his mum
        | stepmother | Foster carer | I'm her grandmother | granny | her son | I'm his daughter | wife of
        patient | partner | nephew | his niece | neighbour | Father of the child | mum of the patient | brother
        | her sister | legal guardian | daughter in law"""
    ),
    months=ENGLISH.months,
    date_styles=listed(
        """{d} {month} {y} | {month} {d}, {y} | {d}/{m}/{y} | {d}.{m}.{y} | {d}-{m}-{y} | {d}th of {month} {y} |
        the {d} of {month} {y} | {month} {d} {y} | {d} {month} {yy} | {d} {month}, {y} | {y}-{m:0>2}-{d:0>2} |
        {d:0>2}/{m:0>2}/{y} | {d:0>2} {m:0>2} {y} | {d} of {month} '{yy} | {month} the {d}, {y} | {d}{month}{y}
        | {d}-{month}-{y} | {d}/{m}/{yy} | {month} {d}th {y} | {d} / {m} / {y} | {d}. {month} {y} |
        {d:0>2}-{m:0>2}-{y} | {month} {d}th, {y} | {d}th {month} {y} | {y}/{m:0>2}/{d:0>2} | the {d}th of
        {month}, {y} | {d} {month} of {y} | {d},{month},{y} | {d} {m} {y} | {d}.{m}.{yy} | {month}, {d} {y} |
        day {d} month {m} year {y} | {d}/{month}/{y} | {y} {month} {d} | {month} {d} '{yy} | {d}st {month} {y} |
        {d:0>2}.{m:0>2}.{y} | {d} {month} in {y} | {d}\\{m}\\{y}"""
    ),
    date_wraps=listed(
        """{} | I was born on {} | {} thanks | DOB {} | dob: {} | born {} | It's {} | My birthday is {} | my date
        of birth is {} | {}. | It is {} | d.o.b. {} | Date of birth - {} | Sure, {} | That's {} | Birthdate {} |
        {} 🙂 | ok {} | it's the {} | Born on the {} | {} please | {} I think | I was born in {} | Was born {} |
        DOB is {} | my dob is {} | My D.O.B. is {} | mine is {} | Date of birth is {} | His date of birth is {}
        | that would be {} | Born: {} | Yes, {} | Certainly, {} | birthday: {} | The {} | {}, thank you | {} is
        my birthday | {} is my date of birth | okay it's {} | Let me see, {} | {} as per passport | I was born
        on the {} | hmm {} | Mine's {} | {} sir | {} if I remember right"""
    ),
    addresses=lines(
        """14 Rosebery Avenue / Flat 3 / Leeds / LS6 2AB | The Old Forge / Church Lane / Ballinrobe / Co. Mayo |
        2208 Elm Street / Apt 4B / Austin, TX 78704 | B-14, Shanti Nagar / MG Road / Pune 411001 | 7 Station
        Road / York | 3 St. John's Terrace / Galway | 88a High Street / Croydon / CR0 1AA | 1500 W Lincoln Ave /
        Chicago IL 60614 | Rose Cottage / Mill Lane / Nether Stowey / TA5 1LN | Flat 12, Nelson House /
        Docklands Road / Liverpool | H.No. 45, Sector 22 / Chandigarh | 27 The Green / Dublin 8 | 5 Castle View
        / Swords / Co Dublin / K67 X2Y4 | 19 Clinic Road / Bradford | 331 Hospital Drive / Boise, Idaho | Plot
        9, Jubilee Hills / Hyderabad / Telangana | 6 Primrose Close / Hull | Unit 2, 40 Bay Street / Brighton |
        102 Hope Street / Glasgow / G2 6PH | 9 Ashgrove / Tralee / Kerry | 41 Wellington Terrace / Norwich / NR1
        4BB | Apt 9, The Quays / Limerick / V94 T2R8 | 605 N Main St / Wichita, KS 67203 | Flat No. 302, Sai
        Residency / Baner Road / Pune | 18 Queen's Park Rd / Bath | The Lodge, Manor Farm / Ludlow | 2 Surgery
        Lane / Stroud | House 4 / Beech Park / Athlone | 10 Downs View / Lewes | 4th Floor, 22 Park Street /
        Kolkata 700016 | 77 Sunset Blvd Apt 2 / Los Angeles | Ardnacross / Mullagh / Co. Cavan | 9B Tower Court
        / Hackney / London E8 | 13 Yes Tor Close / Okehampton | 56 Sure Street / Wigan | No. 8 The Crescent /
        Taunton | Lot 4, Route 9 / Albany NY | 30 Love Lane / Rye | 16 Well Street / Paisley | PO Box 15, Farm
        Road / Modesto CA"""
    ),
    address_styles=listed(
        """{} | I live at {} | My address is {} | It's {} | {} thanks | address: {} | Address - {} | I'm at {} |
        {}, thank you | Sure, {} | we live at {} | my home address is {} | {}. | I stay at {} | It is {} |
        Currently I'm living at {} | At the moment {} | I'm living in {} | {} please | Home address: {} | That's
        {} | I'm living at {} | I live in {} | Ok, {} | my current address is {} | Our address is {} | My postal
        address is {} | residing at {} | Address is {} | My home is {} | I'm based at {} | Certainly, {} | yes
        it's {} | {} is my address | {} is where I live | The address is {} | I currently live at {} | I am
        staying at {} | My residence is {} | {}, that's where I live | Right now I'm staying at {} | current
        address: {} | Of course, {} | the address would be {} | We're at {} | Living at {}"""
    ),
    illnesses=listed(
        """Type 2 diabetes since 2011 | High blood pressure | I had my gallbladder out in 2004 | Asthma as a child
        | Hip replacement on the right side | underactive thyroid | Two C-sections | Migraines now and then | I
        get a bit of arthritis in the hands | Appendix removed when I was 12 | BP and sugar problem |
        Depression, years ago | Broke my wrist last winter | I've had a stent put in, 2019 | piles | Kidney
        stones twice | PCOS | Eczema | High cholesterol | Hysterectomy 1998 | Glaucoma in the left eye |
        sciatica on and off | I've had high BP for years | Angina | a hernia op in 2015 | COPD | Mild asthma |
        Psoriasis on my elbows | Type 1 diabetic | Broken ankle 2020 | Gout | tonsils out as a kid | PCOD |
        Coeliac | Cataracts done in both eyes | Vertigo | Low iron | A mini stroke in 2017 | Endometriosis |
        ADHD | Slipped disc | Sleep apnoea"""
    ),
    medicines=listed(
        """Metformin 500mg twice a day | Ramipril 5mg in the morning | Levothyroxine 75 mcg | Paracetamol when I
        need it | Atorvastatin 20 mg at night | Aspirin 75 once daily | a blue inhaler | Sertraline 50mg | The
        pill | Omeprazole before breakfast | Tylenol sometimes | Vitamin D tablets | Amlodipine 10mg | Insulin,
        12 units at night | Gabapentin 300 three times a day | Lisinopril 10 | Telma 40 once daily | warfarin as
        per clinic | Eye drops at bedtime | Iron tablets | Ibuprofen gel | Bisoprolol 2.5mg | Lansoprazole 30mg
        one a day | Thyronorm 50 | ventolin as needed | Citalopram | HRT patches | Advil when my back hurts |
        Methotrexate on Mondays | Eliquis 5mg twice daily | Folic acid | Antihistamine in summer | Clopidogrel |
        Symbicort two puffs | Fish oil | B12 injection every 3 months | Ecosprin 75 | Adderall 20mg | Naproxen |
        Co-codamol now and again | Pantoprazole"""
    ),
    allergies=listed(
        """Penicillin, I come out in a rash | nuts | Latex | Bee stings | Hay fever | Sulfa drugs | Shellfish |
        Codeine makes me sick | plasters | Amoxicillin | eggs | Dust | Cats and dogs | Peanuts | Ibuprofen |
        Iodine | Dairy | Pollen | Aspirin | Strawberries"""
    ),
    reasons=listed(
        """Sore knee | Check-up | My back is at me | blood pressure review | A cough that won't go | Need a repeat
        prescription | Rash on my arm | Follow up after surgery | ear ache | Tired all the time | Annual
        physical | Stomach upset | Flu jab | Headaches | Blood test results | Trouble sleeping | Sinus trouble |
        Shoulder pain | travel vaccines | Mole on my back"""
    ),
    no_illness=listed(
        """None | No | Nothing | I'm healthy | none that I know of | No, nothing | Never had anything | Nothing to
        report | nope | Nil | N/A | No illnesses or operations | Fit as a fiddle | No medical history | nothing
        really | I've been lucky, nothing | No health problems | None at all thanks | No major illnesses |
        Nothing serious | No operations, no illnesses | not really | Nothing much | I don't have any | Never
        been ill | No, none | No nothing like that | None whatsoever | nothing of note | No illnesses | I am
        healthy | not that I'm aware of | No issues | Thankfully none | No history | never had any | No, I'm
        healthy | All good | Nothing to declare | no medical problems | None really | none to speak of | I'm in
        good health | No conditions | No sir | no medical issues | Never had any illness | Nothing at the moment
        | No, all good | no diseases | nothing significant | I don't have any illness | no past history | Nope
        nothing"""
    ),
    no_medicine=listed(
        """None | I don't take any | nothing | No medicines | not on anything | No meds | I take nothing | no
        tablets | Nil | nope | None at the moment | no medication | I'm not on any medication | Don't take
        anything | nothing at all | no regular medication | zero | Not taking any | None currently | n/a | I
        don't take any tablets | Not on any tablets thank God | no, none | No | none | Not taking anything | I
        don't take any medicine | No tablets | no medicines at the moment | Nothing at the moment | I'm not
        taking any | Don't take any | no meds at all | None, thank you | Not on any meds | No regular meds | I
        take none | No medication currently | nothing regularly | No, nothing | no I don't take anything | Not
        at present | none as of now | No tablets or anything | not at all | I am not on any medicines | Never
        take any"""
    ),
    no_allergy=listed(
        """None | No | No allergies | None known | nope | not that I know of | NKDA | no known allergies | Nothing
        | not allergic to anything | I have none | none that I'm aware of | No I don't | nil known | don't have
        any | No allergies at all | Nothing I know of | no none | N/A | zero allergies | no known drug allergies
        | None to my knowledge | Not allergic | no allergy | I have no allergies | I don't think so | Nope, none
        | not as far as I know | No known | None so far | never had any | no, no allergies | I'm not allergic to
        anything | nil | No allergies known | NKA | None that I can think of | not aware of any"""
    ),
    done=listed(
        """that's it | done | That's all | that is all | nothing else | that's everything | all done | Finished |
        no more | That's the lot | that'll be all | I'm done | thats it thanks | Done. | nothing more to add |
        no that's all | that would be all | I think that's it | thats about it | That's it thanks | that is
        everything | No that's it | done thank you | nothing else really | That's my list | thats all for now |
        No more thanks | ok done | Complete | That's all, thanks | no others | I've finished | that's really it
        | nope that's it | And that's everything | that's about all | End of list | no further | Yes that's all
        | that's pretty much it"""
    ),
    sends=listed(
        """SEND | send it | Yes send | yes | all correct | looks good | That's right | yes that's all correct |
        Send please | Everything is correct | perfect | All good | correct | ok send | yes please send it |
        that's grand | Spot on | Yes everything's right | all fine, send | Looks right to me | yep all good | Go
        ahead and send | fine | please send | send now please | Yes, all good | yes correct | Yes looks fine |
        all right | everything looks good | Great, send it | it's all correct | That is all correct | Yes,
        everything is correct | happy with that | you can send it | All details are correct | good to go | yes
        send it please | I confirm | OK looks good | Send it off | yes that's right thanks | that all looks
        right | All correct, thank you | submit | fine by me"""
    ),
    corrects_address=listed(
        """EDIT 3 | the address is wrong | change my address | Address | I need to change the address | 3 | wrong
        address | Can I change my address? | sorry the address isn't right | number 3 | Edit address | my
        address is wrong | the address needs changing | I made a mistake in the address | can you change the
        address please | address is not correct | Change 3 | 3 is wrong | fix address | No, the address is wrong
        | Update address | The address is not right | edit 3 please | I'd like to change the address | change
        number 3 | Change of address | address wrong | There's a mistake in my address | that's not my address |
        I typed the address wrong | Could I edit the address | can I correct the address | my address has a
        mistake | Address needs to be changed | Address is incorrect, sorry | Please change my address | No,
        address is wrong | the third one is wrong | 3 needs changing | I want to fix my address | correct the
        address please | Amend address | the address isn't correct"""
    ),
    comes_back=listed(
        """Sorry, back now | Hi again | sorry about that, I was at work | Hello, are you still there? | I'm back |
        Sorry for the delay | sorry, phone died | Hi, sorry, got distracted | ok I'm here | Sorry I had to go
        out | Right, where were we? | Apologies for the late reply | sorry I fell asleep | Hello | can we
        continue? | Let's continue | sorry, kids | I'm here now | Sorry to keep you waiting | Carry on | ready
        now | Hello again | Sorry I was on the phone | sorry, was making dinner | Hi, sorry for the wait | I'm
        back, sorry | Sorry, I'm back now | sorry for the late response | Had to take a call, sorry | hi, where
        was I? | Sorry, battery died | Sorry, just seen this | Good evening, sorry for the delay | Sorry the
        baby was crying | sorry I lost signal | can I continue? | Hello, I'm ready to continue | Sorry my bus
        came | Sorry for taking so long | right I'm back | Sorry, had visitors | excuse the delay"""
    ),
    slips=listed(
        """Can you pick up milk on the way home | lol see you at 7 | ok love you too | Bring the keys | Did you
        feed the dog? | I'll be home by six | happy birthday mate! | what's for tea | ring me later | Running
        late, start without me | tell your mum I said hi | the plumber is coming at 3 | we're at the shops | Are
        you coming Sunday? | did the parcel come | see you at the match | haha brilliant | I'll pay you back
        Friday | Table's booked for 8 | On the bus now | See you tonight x | Dinner's in the oven | can u grab
        bread | Mum I'll call you later | what time does it start | OMG no way | Love you bye | The car's at the
        garage | Pick me up at six | Great game last night | is dad home yet | Meeting moved to 4 | are you up |
        ok see you there | Don't forget the bins | I'll bring wine | nearly there | Thanks for lunch! | Is the
        wifi working | He said yes!!"""
    ),
    takes_back=listed(
        """sorry, wrong chat | Ignore that | oops that wasn't for you | Sorry that was meant for my husband |
        ignore that please | Oops, wrong chat | please ignore that last message | sorry ignore that | delete
        that | that was a mistake | Sorry, not for you | My mistake, ignore that | undo | Whoops, that was for
        someone else | scrap that | disregard that | forget that | sorry wrong window | sent that by mistake |
        that message was not meant for you | Sorry, wrong chat! | oops ignore that | Please ignore | Sorry,
        please disregard that message | that wasn't meant for you | Sorry, that was for my sister | Ignore last
        message please | oops, wrong window | that was sent by mistake | Sorry! Not meant for here | please
        delete that | Ignore the above | Sorry ignore my last text | Apologies, wrong chat | not for you, sorry
        | Sorry, that message was for somebody else | I sent that to the wrong person | whoops sorry, wrong
        conversation | Kindly ignore | Kindly ignore the previous message | my bad, ignore that | that last one
        was a mistake | take that back"""
    ),
    closes=listed(
        """thanks | that's it | that's all | ok | Thank you | that's my address | done | there | 👍 | cheers |
        that's the address | thats it | ta | Thank you very much | that's where I live | ok thanks | That's
        everything | all done | done thanks | that's the full address | thank you | Thats the address | that's
        all thanks | ok that's it | that is my address | thanks a million | there you go | ✅ | Done! | thank you
        so much | that's where we live | okay | great | hope that's ok | ty | cheers now"""
    ),
    yes=listed(
        """yes | yeah | yep | Yes please | 1 | correct | that's right | Yes it is | yes that's correct | Yup | aye
        | sure | yes thats me | it is | That is correct | yes, that's right | ok | indeed | y | Yes thank you |
        Yes, correct | yes that's me | ya | yes sir | yes ma'am | It is, yes | true | Yes, it is | yes exactly |
        Exactly | right | yes please do | Yes of course | yes indeed | k | yea"""
    ),
    no=listed(
        """no | nope | No thanks | 2 | not really | no thank you | nah | No it isn't | no that's wrong | n | that's
        not right | it isn't | No sorry | not correct | wrong | no it's not | negative | No, that's not it | not
        at all | no way"""
    ),
    whom={
        "self": listed(
            """me | Myself | 1 | It's for me | for me | They're about me | I'm the patient | me please | For myself
            | just me | about me | It's me | Me, myself | for me thanks | I am the patient | the questions are
            about me | This is for me | My own | own self | It's my appointment | me! | It's about me | For me |
            I am | myself please | me, please | It is me | I'm asking for myself | me only | for my own
            appointment | they are about me | It's myself | I am the one | Just myself | about myself | the
            patient is me | I'm filling it for myself | self | Self | It's for myself, thanks | only for me | 1
            me"""
        ),
        "child": listed(
            """my son | My daughter | My child | 2 | It's for my little girl | my kid | for my baby | My 4 year old
            son | my little boy | for my son | It's about my daughter | my youngest | the baby | My toddler | on
            behalf of my son | my wee boy | my child please | my boy | For our daughter | my teenage son | it's
            for my child | My son, he's six | for my daughter please | it's about my little boy | my daughter
            (8) | It's for my kid | my grandson | my step son | my newborn | our son | My child, thank you | my
            infant daughter | my wee girl | For my kids | My twins | My daughter's appointment | for my girl |
            the little one | my 10 month old baby | child | kiddo"""
        ),
        "adult": listed(
            """my mother | My husband | 3 | an adult I care for | My dad | it's for my mum | my wife | My
            grandmother | for my elderly father | my partner | my aunt, I look after her | My brother | on
            behalf of my mother | for my father-in-law | my nan | someone I care for | My mam | For a man I care
            for | My sister, she's 40 | my neighbour, I look after him | It is for my granny | for my wife | my
            elderly mother | My mother in law | for my gran | it's my dad's appointment | my husband, he can't
            type | a friend of mine | my grandad please | Someone I look after | for my older brother | An adult
            | my client | It's about my mother | my fiancé | For my uncle | my mum, she's 81 | Mother | My
            father, aged 77 | the person I care for"""
        ),
    },
)
