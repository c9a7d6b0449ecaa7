-- Shares of a minute that many gateways take from: the generic cell rate algorithm, one moment for each limit, by this server's clock.
-- KEYS[1]: what the names of all limits begin with. ARGV[1]: msgpack of a list of
--   {name, most in a minute, wanted, wanted beside if there is enough, given back (what is owed, where it is less than nothing)}
-- Gives msgpack of a list of {microseconds to wait or 0, given beside, microseconds until all is earned again}. When one has to wait
-- nobody takes anything; what was given back is given back.
local MINUTE, MOST_OWED = 60e6, 120e6
local clock = redis.call('TIME')
local now = clock[1] * 1e6 + clock[2]
local asked, found, waits = cmsgpack.unpack(ARGV[1]), {}, false
for place, one in ipairs(asked) do
  local key, most, wanted, back = KEYS[1] .. ':' .. one[1], one[2], one[3], one[5]
  local each = MINUTE / most
  local moment = math.max(tonumber(redis.call('GET', key)) or 0, now)
  moment = math.min(math.max(math.ceil(moment - back * each), now), now + MOST_OWED)
  local after = moment + math.ceil(math.min(wanted, most) * each)
  local wait = wanted > 0 and math.max(after - now - MINUTE, 0) or 0
  waits = waits or wait > 0
  found[place] = {key, each, moment, after, wait}
end
local told = {}
for place, one in ipairs(asked) do
  local key, each, moment, after, wait = unpack(found[place])
  local beside = 0
  if not waits then
    -- no more than half of what is left, so that one gateway does not hold it all
    beside = math.max(math.min(one[4], math.floor((now + MINUTE - after) / each / 2)), 0)
    moment = after + math.ceil(beside * each)
  end
  if moment > now then
    redis.call('SET', key, string.format('%.0f', moment), 'PX', math.ceil((moment - now) / 1000) + 1)
  else
    redis.call('DEL', key)
  end
  told[place] = {wait, beside, moment - now}
end
return cmsgpack.pack(told)
