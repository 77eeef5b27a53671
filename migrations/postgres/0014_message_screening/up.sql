-- What the rules for emergencies found in a message of the patient's side; NULL where there was nothing to tell.
ALTER TABLE messages ADD COLUMN screening json;
