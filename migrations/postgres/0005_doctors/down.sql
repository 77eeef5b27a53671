DROP TABLE doctor_specialties;
DROP TABLE specialties;
DROP TABLE doctors;
