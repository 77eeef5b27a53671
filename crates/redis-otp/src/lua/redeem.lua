-- Takes a ticket. KEYS: the ticket.
local ticket = redis.call('GET', KEYS[1])
redis.call('DEL', KEYS[1])
return ticket
