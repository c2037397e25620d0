"""FHIR R4B (4.3.0): one file a resource, each a plain function from the copy to what stands in the bundle."""
