DROP TABLE reports;
DROP TABLE case_histories;
