DROP TABLE doctor_patient_mappings;
DROP TABLE hospital_patient_mappings;
DROP TABLE hospital_doctor_mappings;
DROP TABLE user_patient_relations;
