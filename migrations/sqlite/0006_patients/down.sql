DROP TABLE clinical_facts;
DROP TABLE patients;
