-- One batch of a ledger in one atomic step. All keys begin with the same hash tag, KEYS[1] is `{name}:ledger`.
-- ARGV: the batch (MessagePack) and the step that the asker knows of. Amounts are whole nano-dollars below 2^53, exact in
-- doubles. Everything is read and decided first and written at the end, so that an error in between changes nothing.
local base = string.sub(KEYS[1], 1, -7)
local DAY = 86400
local KEPT = {daily = 2 * DAY, monthly = 35 * DAY}
local ledger = redis.call('HMGET', KEYS[1], 'step', 'run', 'lost')
if not ledger[1] then return cmsgpack.pack({'missing'}) end
if ledger[3] then return cmsgpack.pack({'lost'}) end
if ledger[2] ~= string.match(redis.call('INFO', 'server'), 'run_id:(%w+)') then return cmsgpack.pack({'restarted'}) end

local function lost()
  redis.call('HSET', KEYS[1], 'lost', ARGV[2]) -- so that an operator's word goes beyond it
  return cmsgpack.pack({'lost'})
end

local step = tonumber(ledger[1])
if step < tonumber(ARGV[2]) then return lost() end

local totals, latest, found, changed, is_gone = {}, {}, {}, {}, false

local function total(window, period, scope)
  local key = base .. 'total:' .. window .. ':' .. period .. ':' .. scope
  local one = totals[key]
  if not one then
    local row = redis.call('HMGET', key, 'zone', 'limit', 'settled', 'reserved', 'count', 'warned')
    one = {key = key, window = window, kept = row[1] ~= false, zone = row[1] or 'UTC'}
    one.limit, one.settled, one.reserved = tonumber(row[2] or 0), tonumber(row[3] or 0), tonumber(row[4] or 0)
    one.count, one.warned = tonumber(row[5] or 0), tonumber(row[6] or 0)
    totals[key] = one
  end
  return one
end

local function current(window, period, scope)
  local field = window .. ':' .. scope
  local last = latest[field] or redis.call('HGET', base .. 'latest', field)
  if last and last > period then period = last end
  local of = total(window, period, scope)
  if last == period and not of.kept then is_gone = true end -- it was written, and nobody takes it away while it is the latest
  return period, of
end

local function reservation(id)
  local one = found[id]
  if one == nil then
    local packed = redis.call('GET', base .. 'r:' .. id)
    one = packed and cmsgpack.unpack(packed) or false
    found[id] = one
  end
  return one
end

local function each_total(one, change)
  for _, window in ipairs(one.windows) do
    local of = total(window[2], window[3], window[1])
    if of.kept then -- a window that is forgotten stays so
      change(of)
      of.changed = true
    end
  end
end

local function reserve(request)
  local id, amount, made, deadline, calls, ceilings = request[2], request[3], request[4], request[5], request[6], request[7]
  if reservation(id) then return {'duplicate'} end
  local held, over, remaining = {}, {}, false
  for place, ceiling in ipairs(ceilings) do
    local scope, window, limit = ceiling[1], ceiling[2], ceiling[4]
    local period, of = current(window, ceiling[3], scope)
    held[place] = {period, of}
    local left = limit - of.settled - of.reserved - amount
    if left < 0 then over[#over + 1] = {place - 1, of.settled, of.reserved, period} end
    if not remaining or left < remaining then remaining = left end
  end
  if #over > 0 then return {'exceeded', over} end
  local windows, warned = {}, {}
  for place, ceiling in ipairs(ceilings) do
    local scope, window, limit = ceiling[1], ceiling[2], ceiling[4]
    local period, of = held[place][1], held[place][2]
    of.limit, of.zone, of.kept, of.changed = limit, ceiling[5], true, true
    of.reserved, of.count = of.reserved + amount, of.count + calls
    latest[window .. ':' .. scope] = period
    windows[place] = {scope, window, period}
    for _, at in ipairs(ceiling[6]) do
      if of.warned < at and at <= of.settled + of.reserved then
        warned[#warned + 1] = {place - 1, period, at}
        of.warned = at
      end
    end
  end
  found[id] = {amount = amount, deadline = deadline, windows = windows, settled = false, expired = false}
  changed[id] = true
  return {'reserved', remaining, warned}
end

local function charge(id, one, amount, calls)
  each_total(one, function(of)
    of.count = of.count + calls
    if one.settled then
      of.settled = of.settled + amount - one.settled
    else
      of.reserved, of.settled = of.reserved - one.amount, of.settled + amount
    end
  end)
  one.settled = amount
  changed[id] = true
end

local function settle(request)
  local id, amount = request[2], request[3]
  local one = reservation(id)
  if not one then
    found[id] = {amount = 0, deadline = 0, windows = {}, settled = 0, expired = false}
    changed[id] = true
    return {'unknown'}
  end
  if one.settled and not one.expired then return {'settled', one.settled, one.amount, true, false} end
  local late = one.expired
  charge(id, one, amount, request[4])
  one.expired = false
  return {'settled', amount, one.amount, false, late}
end

local function shrink(request)
  local id, one = request[2], reservation(request[2])
  if not one then return {'unknown'} end
  if one.settled and not one.expired then return {'shrunk', one.settled} end
  local amount = math.min(request[3], one.amount)
  each_total(one, function(of)
    if one.settled then
      of.settled = of.settled + amount - one.settled
    else
      of.reserved = of.reserved + amount - one.amount
    end
  end)
  one.amount = amount
  if one.expired then one.settled = amount end
  changed[id] = true
  return {'shrunk', amount}
end

local function expire(request)
  local due = redis.call('ZRANGEBYSCORE', base .. 'open', '-inf', request[2], 'LIMIT', 0, request[3])
  local count = 0
  for _, id in ipairs(due) do
    local one = reservation(id)
    if one and not one.settled then
      charge(id, one, one.amount, 0)
      one.expired = true
      count = count + 1
    end
  end
  return {'expired', count}
end

local DO = {reserve = reserve, settle = settle, shrink = shrink, expire = expire}
local answers = {}
for place, request in ipairs(cmsgpack.unpack(ARGV[1])) do answers[place] = DO[request[1]](request) end
if is_gone then return lost() end

for id in pairs(changed) do
  local one, key = found[id], base .. 'r:' .. id
  if one.settled then
    redis.call('SET', key, cmsgpack.pack(one), 'EX', 2 * DAY)
    redis.call('ZREM', base .. 'open', id)
  else
    redis.call('SET', key, cmsgpack.pack(one), 'EX', KEPT.monthly)
    redis.call('ZADD', base .. 'open', one.deadline, id)
  end
end
for key, of in pairs(totals) do
  if of.changed then
    redis.call('HSET', key, 'zone', of.zone, 'limit', of.limit, 'settled', of.settled, 'reserved', of.reserved, 'count', of.count,
      'warned', of.warned)
    redis.call('EXPIRE', key, KEPT[of.window])
  end
end
for field, period in pairs(latest) do redis.call('HSET', base .. 'latest', field, period) end
redis.call('HSET', KEYS[1], 'step', step + 1)
return cmsgpack.pack({'done', step + 1, answers})
