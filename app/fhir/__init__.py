"""Write what a clinic asks as a FHIR Questionnaire, and read one.

It is R4B, and SDC where that says more. Values in, values out. What another program's Questionnaire says and we do not take over is named item by item.
"""
