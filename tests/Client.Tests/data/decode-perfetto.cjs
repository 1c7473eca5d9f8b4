// Decodes a Perfetto trace with protobufjs. The fields are those of Perfetto's public .proto (protos/perfetto/trace/trace_packet.proto and
// track_event/*.proto), by number and type; a field that is in none of the tables is a fault, and so is what the comments there forbid.
const [modules, file] = process.argv.slice(2);
const protobuf = require(`${modules}/protobufjs`);

const optional = (id, type) => ({ id, type });
const repeated = (id, type) => ({ id, type, rule: 'repeated', options: { packed: false } });
const message = fields => ({ fields });
const root = protobuf.Root.fromJSON({
  nested: {
    Trace: message({ packet: repeated(1, 'TracePacket') }),
    TracePacket: message({
      timestamp: optional(8, 'uint64'), trustedPacketSequenceId: optional(10, 'uint32'), trackEvent: optional(11, 'TrackEvent'),
      trackDescriptor: optional(60, 'TrackDescriptor'),
    }),
    TrackDescriptor: message({
      uuid: optional(1, 'uint64'), name: optional(2, 'string'), process: optional(3, 'ProcessDescriptor'),
      thread: optional(4, 'ThreadDescriptor'), parentUuid: optional(5, 'uint64'), counter: optional(8, 'CounterDescriptor'),
    }),
    ProcessDescriptor: message({ pid: optional(1, 'int32'), processName: optional(6, 'string') }),
    ThreadDescriptor: message({ pid: optional(1, 'int32'), tid: optional(2, 'int32'), threadName: optional(5, 'string') }),
    CounterDescriptor: message({ unitName: optional(6, 'string') }),
    TrackEvent: message({
      debugAnnotations: repeated(4, 'DebugAnnotation'), type: optional(9, 'int32'), trackUuid: optional(11, 'uint64'),
      categories: repeated(22, 'string'), name: optional(23, 'string'), counterValue: optional(30, 'int64'),
      flowIds: repeated(47, 'fixed64'), terminatingFlowIds: repeated(48, 'fixed64'),
    }),
    DebugAnnotation: message({ intValue: optional(4, 'int64'), stringValue: optional(6, 'string'), name: optional(10, 'string') }),
  },
});

const bytes = require('fs').readFileSync(file), type = root.lookupType('Trace'), trace = type.decode(bytes);
const faults = [], fault = text => { if (faults.length < 10) faults.push(text); };
// What is in no table is left out when it is written again.
const again = type.encode(trace).finish().length;
if (again !== bytes.length) fault(`${bytes.length} bytes, of which ${again} are known`);

const [begin, end, instant, counter] = [1, 2, 3, 4];
const tracks = new Map(), threads = new Set(), open = new Map(), begun = new Map(), ended = new Map(), slices = {};
let records = 0, counters = 0, longest = 0;
for (const packet of trace.packet) {
  if (!packet.trustedPacketSequenceId) fault('a packet without a sequence');
  const track = packet.trackDescriptor, event = packet.trackEvent;
  if (!track === !event) fault('a packet is a track or an event');
  if (track) {
    const uuid = String(track.uuid);
    if (uuid === '0' || tracks.has(uuid)) fault(`track ${uuid} is described again`);
    if (Object.hasOwn(track, 'parentUuid') && !tracks.has(String(track.parentUuid))) fault(`track ${uuid} is below one that is not there`);
    if (track.thread && (threads.has(track.thread.tid) || !track.thread.pid)) fault(`thread ${track.thread.tid} is there twice`);
    threads.add(track.thread?.tid);
    tracks.set(uuid, track);
    continue;
  }
  if (!event) continue;
  const uuid = String(event.trackUuid), on = tracks.get(uuid), time = BigInt(String(packet.timestamp ?? 0));
  if (!on) { fault(`an event on track ${uuid}, which is not described`); continue; }
  if ((event.type === counter) !== Boolean(on.counter)) fault(`an event of type ${event.type} on ${on.name}`);
  if (event.type === begin || event.type === instant) { if (!event.name) fault('an event without a name'); }
  else if (event.type === counter) { if (!Object.hasOwn(event, 'counterValue')) fault('a counter without a value'); counters++; longest = Math.max(longest, Number(event.counterValue)); }
  else if (event.type !== end) fault(`an event of type ${event.type}`);
  // The slices of a track are a stack, and the file is not in the order of time: it is sorted by time, stably, before that.
  if (event.type === begin || event.type === end) (open.get(uuid) ?? open.set(uuid, []).get(uuid)).push({ time, event });
  if (event.categories.includes('record')) records++;
  for (const id of event.flowIds) begun.set(String(id), (begun.get(String(id)) ?? 0) + 1);
  for (const id of event.terminatingFlowIds) ended.set(String(id), (ended.get(String(id)) ?? 0) + 1);
}
for (const [uuid, list] of open) {
  const name = tracks.get(uuid).name, stack = [];
  list.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  for (const { time, event } of list) {
    if (event.type === begin) stack.push({ time, event });
    else if (stack.length === 0) fault(`a slice ends that did not begin, on ${name}`);
    else if (stack.pop().time === time) fault(`a slice without length, on ${name}`);
  }
  if (stack.length > 0) fault(`a slice without end, on ${name}`);
  const row = name.replace(/\d+ ?/, '').trim();
  slices[row] = (slices[row] ?? 0) + list.filter(one => one.event.type === begin).length;
}
for (const [id, count] of begun) if (count !== 1 || ended.get(id) !== 1) fault(`flow ${id} begins ${count} times and ends ${ended.get(id)} times`);
console.log(JSON.stringify({ faults, records, counters, longest, flows: begun.size, slices,
  tracks: [...tracks.values()].filter(one => one.thread).length }));
