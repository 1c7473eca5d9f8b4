'use strict';
(() => {
  const source = document.getElementById('tl-data'), box = document.getElementById('tl');
  if (!source || !box) return;
  const data = JSON.parse(source.textContent), canvas = document.getElementById('tl-canvas'), says = document.getElementById('tl-says');
  const kinds = ['handled', 'late', 'coalesced', 'dropped', 'masked', 'pending', 'other', 'silent'];
  const words = ['handled in time', 'handled late', 'merged into a pending one', 'dropped', 'lost to a mask', 'open at the end',
    'no tick', 'missing'];
  const lost = k => k === 2 || k === 3 || k === 4 || k === 7;
  let at = data.from;
  const items = data.rows.map((r, i) => {
    at += r[2];
    return { i, cpu: r[0], kind: r[1], begin: at, start: r[3] < 0 ? -1 : at + r[3], end: at + r[4], wait: r[5], why: data.why[r[6]],
      holder: r[7], row: r[8] };
  });
  const byCpu = new Map();
  for (const item of items) (byCpu.get(item.cpu) ?? byCpu.set(item.cpu, []).get(item.cpu)).push(item);
  const first = data.from, last = items.reduce((most, item) => Math.max(most, item.end), first + 1);
  let from = first, to = last, rows = [], shown = () => true, chosen = null, arrow = false, firstCpu = 0;
  const left = 64, foot = 38;

  const time = ns => {
    const a = Math.abs(ns);
    return a < 1e3 ? `${ns}ns` : a < 1e6 ? `${+(ns / 1e3).toFixed(3)}us` : a < 1e9 ? `${+(ns / 1e6).toFixed(6)}ms` : `${+(ns / 1e9).toFixed(9)}s`;
  };
  const parseCpus = text => {
    const set = new Set();
    for (const part of text.split(',')) {
      const m = /^\s*(\d+)\s*(?:-\s*(\d+))?\s*$/.exec(part);
      if (m) for (let c = +m[1]; c <= Math.min(+(m[2] ?? m[1]), data.cpus - 1); c++) set.add(c);
    }
    return set;
  };
  const filter = () => {
    const set = parseCpus(document.getElementById('tl-cpus').value), kind = document.getElementById('tl-kind').value;
    shown = { all: () => true, anomalies: x => x.kind !== 0 && x.kind !== 6, lost: x => lost(x.kind), late: x => x.kind === 1 }[kind];
    rows = [];
    for (let c = 0; c < data.cpus; c++) if ((set.size === 0 || set.has(c)) && (kind === 'all' || (byCpu.get(c) ?? []).some(shown))) rows.push(c);
    firstCpu = 0;
    draw();
  };
  const fit = () => Math.max(1, Math.floor((canvas.clientHeight - foot) / rowHeight()));
  const rowHeight = () => Math.max(3, Math.min(22, (canvas.clientHeight - foot) / Math.max(1, rows.length)));
  const x = t => left + (t - from) / (to - from) * (canvas.clientWidth - left - 4);
  const t = px => from + (px - left) / (canvas.clientWidth - left - 4) * (to - from);
  const y = cpu => { const r = rows.indexOf(cpu) - firstCpu; return r < 0 || r >= fit() ? null : r * rowHeight(); };

  function draw() {
    const scale = window.devicePixelRatio || 1, w = canvas.clientWidth, h = canvas.clientHeight, style = getComputedStyle(canvas);
    if (w === 0) return;
    canvas.width = w * scale;
    canvas.height = h * scale;
    const g = canvas.getContext('2d'), colour = name => style.getPropertyValue('--' + name).trim(), rh = rowHeight();
    g.scale(scale, scale);
    g.font = '11px system-ui, sans-serif';
    g.textBaseline = 'middle';
    g.fillStyle = colour('soft');
    const visible = rows.slice(firstCpu, firstCpu + fit()), every = Math.max(1, Math.ceil(14 / rh));
    visible.forEach((cpu, r) => {
      g.fillStyle = colour('soft');
      g.textAlign = 'right';
      if (r % every === 0) g.fillText(`CPU ${cpu}`, left - 6, r * rh + Math.min(rh, 14) / 2);
      g.strokeStyle = colour('line');
      if (rh >= 8) { g.beginPath(); g.moveTo(left, (r + 1) * rh - .5); g.lineTo(w, (r + 1) * rh - .5); g.stroke(); }
      for (const item of byCpu.get(cpu) ?? []) {
        if (!shown(item) || item.end < from || item.begin > to) continue;
        const a = Math.max(left, x(item.begin)), b = Math.max(a + 1.5, Math.min(w, x(item.end)));
        const start = item.start < 0 ? b : Math.max(a, Math.min(b, x(item.start)));
        g.fillStyle = colour(kinds[item.kind] === 'other' ? 'soft' : item.kind === 7 ? 'dropped' : kinds[item.kind]);
        // From the expiry to the handler it is pending or waits: half as high.
        if (start > a) g.fillRect(a, r * rh + rh * .3, start - a, Math.max(1, rh * .4));
        if (item.start >= 0 || item.kind !== 0) g.fillRect(item.start >= 0 ? start : a, r * rh + rh * .1, Math.max(1.5, b - (item.start >= 0 ? start : a)), Math.max(1, rh * .8 - 1));
        if (item === chosen) { g.strokeStyle = colour('mark'); g.lineWidth = 2; g.strokeRect(a - 1, r * rh, b - a + 2, rh - 1); g.lineWidth = 1; }
      }
    });
    g.strokeStyle = colour('line');
    g.beginPath(); g.moveTo(left, h - foot); g.lineTo(w, h - foot); g.stroke();
    g.fillStyle = colour('soft');
    const marks = Math.max(2, Math.floor(w / 170));
    for (let i = 0; i <= marks; i++) {
      g.textAlign = i === 0 ? 'left' : i === marks ? 'right' : 'center';
      g.fillText(time(Math.round(from + (to - from) * i / marks)), left + (w - left - 4) * i / marks, h - foot + 12);
    }
    g.textAlign = 'center';
    g.fillText('time', (left + w) / 2, h - 8);
    if (arrow && chosen && chosen.holder >= 0) {
      const y1 = y(chosen.cpu), y2 = y(chosen.holder), target = items[chosen.row];
      if (y1 !== null) {
        const x1 = x(chosen.start >= 0 ? chosen.start : chosen.end), up = chosen.holder < chosen.cpu;
        const to2 = y2 === null ? (up ? 0 : h - foot) : y2 + rh / 2;
        const x2 = target ? Math.max(left, Math.min(w - 4, Math.min(x(target.end), Math.max(x(target.begin), x1)))) : x1;
        g.strokeStyle = g.fillStyle = colour('mark');
        g.lineWidth = 2;
        g.beginPath(); g.moveTo(x1, y1 + rh / 2); g.lineTo(x2, to2); g.stroke();
        const angle = Math.atan2(to2 - y1 - rh / 2, x2 - x1);
        g.beginPath(); g.moveTo(x2, to2);
        g.lineTo(x2 - 9 * Math.cos(angle - .4), to2 - 9 * Math.sin(angle - .4));
        g.lineTo(x2 - 9 * Math.cos(angle + .4), to2 - 9 * Math.sin(angle + .4));
        g.fill(); g.lineWidth = 1;
      }
    }
    canvas.dataset.arrow = arrow && chosen && chosen.holder >= 0 ? `${chosen.cpu}-${chosen.holder}` : '';
    canvas.dataset.from = Math.round(from);
    canvas.dataset.to = Math.round(to);
  }
  const zoom = (by, around = (from + to) / 2) => {
    const span = Math.min(last - first, Math.max(20, (to - from) * by)), share = (around - from) / (to - from);
    from = Math.max(first, Math.min(last - span, around - share * span));
    to = from + span;
    draw();
  };
  const move = ns => {
    const span = to - from;
    from = Math.max(first, Math.min(last - span, from + ns));
    to = from + span;
    draw();
  };
  const tell = item => {
    const parts = [`CPU ${item.cpu} at ${time(item.begin)}: ${words[item.kind]}`];
    if (item.why) parts.push(item.why);
    if (item.holder >= 0) parts.push(`behind CPU ${item.holder}`);
    if (item.wait > 0) parts.push(`waited ${time(item.wait)}`);
    if (item.start >= 0 && item.kind !== 6) parts.push(`${item.kind === 3 ? 'dropped' : 'handler began'} after ${time(item.start - item.begin)}`);
    parts.push(`over after ${time(item.end - item.begin)}`);
    return parts.join(', ') + '.';
  };
  const choose = (item, link = true) => {
    if (!item) return;
    chosen = item;
    arrow = false;
    if (!rows.includes(item.cpu)) { document.getElementById('tl-cpus').value = ''; document.getElementById('tl-kind').value = 'all'; filter(); }
    const r = rows.indexOf(item.cpu);
    if (r < firstCpu || r >= firstCpu + fit()) firstCpu = Math.max(0, r - (fit() >> 1));
    if (item.end < from || item.begin > to) move(item.begin - (from + to) / 2);
    says.textContent = tell(item);
    if (link) history.replaceState(null, '', `#cpu=${item.cpu}&t=${item.begin}`);
    draw();
  };
  const nearest = (cpu, when) => (byCpu.get(cpu) ?? []).filter(shown).reduce(
    (best, item) => { const d = when < item.begin ? item.begin - when : when > item.end ? when - item.end : 0; return !best || d < best.d ? { d, item } : best; }, null)?.item;
  const step = by => {
    if (!chosen) return choose(nearest(rows[firstCpu], from));
    const list = (byCpu.get(chosen.cpu) ?? []).filter(shown);
    choose(list[Math.max(0, Math.min(list.length - 1, list.indexOf(chosen) + by))]);
  };
  const other = by => {
    let r = chosen ? rows.indexOf(chosen.cpu) : firstCpu - by;
    for (r += by; r >= 0 && r < rows.length; r += by) {
      const item = nearest(rows[r], chosen ? chosen.begin : from);
      if (item) return choose(item);
    }
  };
  const enter = () => {
    if (!chosen || chosen.holder < 0) return;
    if (arrow && chosen.row >= 0) return choose(items[chosen.row]);
    arrow = true;
    says.textContent = tell(chosen) + ` The arrow leads to CPU ${chosen.holder}` + (chosen.row >= 0 ? `: ${tell(items[chosen.row])}` : '.');
    draw();
  };
  const firstLoss = () => {
    const seen = item => item.start >= 0 ? item.start : item.begin, some = items.some(x => lost(x.kind)) ? x => lost(x.kind) : x => x.kind === 1;
    const item = items.filter(some).reduce((best, x) => !best || seen(x) < seen(best) ? x : best, null);
    if (!item) return;
    // All that goes wrong in one go.
    const until = items.filter(x => some(x) && x.begin <= item.end).reduce((most, x) => Math.max(most, x.end), item.end);
    const span = Math.max(20, Math.min(last - first, 1.2 * (Math.min(until, item.begin + 5e6) - item.begin)));
    from = Math.max(first, Math.min(last - span, item.begin - span / 20));
    to = from + span;
    choose(item, false);
    enter();
  };
  // What is chosen stays in sight, where it was.
  const about = () => {
    const at = chosen ? [chosen.begin, chosen.start, chosen.end].find(time => time >= from && time <= to) : undefined;
    return at ?? (from + to) / 2;
  };
  const acts = { in: () => zoom(.5, about()), out: () => zoom(2, about()), left: () => move(-(to - from) / 4), right: () => move((to - from) / 4),
    all: () => { from = first; to = last; draw(); }, first: firstLoss };
  const keys = { ArrowLeft: () => step(-1), ArrowRight: () => step(1), ArrowUp: () => other(-1), ArrowDown: () => other(1), '+': acts.in,
    '=': acts.in, '-': acts.out, 0: acts.all, Home: firstLoss, Enter: enter };
  canvas.addEventListener('keydown', e => {
    if (e.ctrlKey || e.altKey || e.metaKey || !keys[e.key]) return;
    keys[e.key]();
    e.preventDefault();
  });
  canvas.addEventListener('focus', () => { if (!chosen) firstLoss(); });
  canvas.addEventListener('wheel', e => {
    if (!e.ctrlKey) {
      if (rows.length <= fit() || document.activeElement !== canvas) return;
      const next = Math.max(0, Math.min(rows.length - fit(), firstCpu + Math.sign(e.deltaY) * 4));
      if (next === firstCpu) return;
      firstCpu = next;
      draw();
    } else {
      zoom(e.deltaY > 0 ? 1.25 : .8, t(e.offsetX));
    }
    e.preventDefault();
  }, { passive: false });
  let drag = null;
  const hit = e => { const cpu = rows[firstCpu + Math.floor(e.offsetY / rowHeight())]; return cpu === undefined ? undefined : nearest(cpu, t(e.offsetX)); };
  canvas.addEventListener('pointerdown', e => { drag = { x: e.offsetX, y: e.offsetY, moved: false }; });
  canvas.addEventListener('pointermove', e => {
    if (!drag) { const item = hit(e); if (item && item !== chosen) canvas.title = tell(item); return; }
    if (!drag.moved && Math.abs(e.offsetX - drag.x) < 4) return;
    drag.moved = true;
    move((drag.x - e.offsetX) / (canvas.clientWidth - left) * (to - from));
    drag.x = e.offsetX;
  });
  canvas.addEventListener('pointerup', e => {
    if (drag && !drag.moved) { choose(hit(e)); enter(); }
    drag = null;
  });
  canvas.addEventListener('pointerleave', () => { drag = null; });
  for (const button of box.querySelectorAll('button')) button.addEventListener('click', () => acts[button.dataset.do]());
  document.getElementById('tl-cpus').addEventListener('input', filter);
  document.getElementById('tl-kind').addEventListener('change', filter);
  const follow = () => {
    const m = /^#cpu=(\d+)&t=(\d+)$/.exec(location.hash);
    if (!m) return false;
    const item = nearest(+m[1], +m[2]);
    if (!item) return false;
    const span = Math.max(20, Math.min(last - first, 12 * (item.end - item.begin)));
    from = Math.max(first, Math.min(last - span, item.begin - span / 8));
    to = from + span;
    choose(item, false);
    enter();
    document.getElementById('timeline').scrollIntoView();
    return true;
  };
  box.hidden = false;
  canvas.style.height = `${Math.max(160, Math.min(480, data.cpus * 16 + foot))}px`;
  filter();
  if (!follow()) firstLoss();
  addEventListener('hashchange', follow);
  addEventListener('resize', draw);
  addEventListener('beforeprint', draw);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
})();
