DROP TABLE staff_members;
DROP TABLE hospitals;
