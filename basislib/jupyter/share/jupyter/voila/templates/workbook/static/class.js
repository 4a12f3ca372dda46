// A student's page in a class: tells guesses, answers and results as they happen, shows the vote that is open, and follows
// the lecturer if the student wants that. What is to be told waits in this browser until the server has taken it. To who has
// not joined nothing is shown, and one question to the server is all that is asked.
(() => {
  const _ = window.workbookSay;  // from load.js
  const PLACE = JSON.parse(document.getElementById('workbook-class').textContent);
  const LANGUAGE = document.documentElement.lang.slice(0, 2);
  const PAUSE = 1700, AWAY = 900, FINAL = [400, 401, 403, 404, 409, 410, 413, 415], PREFIX = 'treasury-basis-class:';
  const sleep = time => new Promise(resolve => setTimeout(resolve, time));
  const ask = async page => {
    const reply = await fetch(`${PLACE}now?page=${encodeURIComponent(page ?? '')}&lang=${LANGUAGE}`, { signal: AbortSignal.timeout(10_000) });
    if (reply.status === 204) return null;
    if (!reply.ok) throw new Error(String(reply.status));
    return reply.json();
  };
  const post = (path, told) => fetch(PLACE + path, { method: 'POST', keepalive: true, signal: AbortSignal.timeout(10_000),
    headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(told) });

  // ---- What is to be told, and what has been ---------------------------------------------------------------------------
  const memory = {};  // where the browser keeps nothing
  const load = name => {
    try { return JSON.parse(localStorage.getItem(PREFIX + name)) ?? memory[name]; } catch { return memory[name]; }
  };
  const save = (name, value) => {
    memory[name] = value;
    try { localStorage.setItem(PREFIX + name, JSON.stringify(value)); } catch { /* then this page alone knows it */ }
  };
  let now = null, seed = null;
  const change = (code, act) => {  // another tab may have changed it meanwhile
    const box = load(code) ?? { seen: {}, out: [], begun: false };
    act(box);
    save(code, box);
    return box;
  };
  const VERDICTS = ['correct', 'almost', 'keep working'];
  // What this browser keeps of all pages, as the class would be told it: a mark, what it stands for, and the words.
  const kept = function* () {
    const store = window.workbookStore;
    for (const page of store?.names() ?? []) {
      const { guess, by } = store.read(page).answers ?? {};
      const event = (item, seed, row) => ({ mark: `${page}|${seed}|${item}`, uid: `${page}|${seed}|${item}|${row.attempts}|${row.time}`, page });
      if (guess?.given) yield { ...event('guess', '', guess), kind: 'vote', round: 1, given: guess.given };
      for (const [seed, rows] of Object.entries(by ?? {})) for (const [item, row] of Object.entries(rows))
        if (row?.given && VERDICTS.includes(row.verdict)) yield { ...event(item, seed, row), kind: 'exercise', item, seed: Number(seed),
          given: row.given.slice(0, 60), words: row.answer.slice(0, 400), verdict: row.verdict };
    }
    for (const { dataset } of document.querySelectorAll('[data-wb-game]:not([data-wb-game=""])')) {
      const { role, seed, score } = JSON.parse(dataset.wbGame), uid = `game|${role}|${seed}|${score}`;
      yield { mark: uid, uid, kind: 'game', role, seed, score };
    }
  };
  const collect = () => change(now.code, box => {
    for (const { mark, ...event } of kept()) {
      if (box.seen[mark] === event.uid) continue;
      box.seen[mark] = event.uid;
      if (box.begun) box.out.push(event);  // what was there before the student joined is not told
    }
    box.begun = true;
  });
  let sending = false, away = false, wake = () => {};
  const send = async () => {
    if (sending) return;
    sending = true;
    const { code } = now;
    let pause = 1000;
    for (let [event] = load(code).out; event; [event] = load(code).out) {
      const status = await post('tell', event).then(reply => reply.status, () => 0);
      if (status === 204 || FINAL.includes(status)) {
        change(code, each => { each.out = each.out.filter(({ uid }) => uid !== event.uid); });
        pause = 1000;
        away = false;
      } else {
        away = true;
        show();
        // Not all phones at once; but as soon as the server has answered this one
        await Promise.race([sleep(pause * (0.7 + Math.random() * 0.6)), new Promise(resolve => { wake = resolve; })]);
        pause = Math.min(pause * 2, 15_000);
      }
    }
    sending = false;
    show();
  };
  const tell = () => {
    if (collect().out.length) send();
  };

  // ---- What the student sees -------------------------------------------------------------------------------------------
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const box = make('aside', { className: 'wb-class' });
  box.setAttribute('aria-label', _('The class'));
  const follow = make('input', { type: 'checkbox', checked: Boolean(load('follow')), onchange: () => {
    save('follow', follow.checked);
    if (follow.checked) go();
  } });
  const question = make('summary'), options = make('div'), vote = make('details', {}, question, options);
  const who = make('span'), link = make('a', { textContent: _('What is kept') });
  const said = make('p', { className: 'wb-class-said' });
  said.setAttribute('role', 'status');
  box.append(vote, make('div', { className: 'wb-class-strip' }, who, link, make('label', {}, follow, _('Follow the lecturer'))), said);
  let shown = '';
  const choose = (name, round, key) => {
    change(now.code, ({ out }) => out.push({ uid: `${name}|${round}|${key}|${Date.now()}`, kind: 'vote', page: name, round, given: key }));
    now.vote.mine = key;
    show();
    send();
  };
  const option = ({ name, round, mine, over }, { key, words }) => {
    const button = make('button', { textContent: words, disabled: over, onclick: () => choose(name, round, key) });
    button.setAttribute('aria-pressed', mine === key);
    return button;
  };
  const state = ({ over, mine }) => over ? _('The vote is over. Look at the screen.')
    : away ? _('Your vote is sent when the server answers.')
    : mine ? _('Your vote is in. You can change it until the result is shown.') : _('Choose one.');
  const show = () => {
    document.documentElement.classList.toggle('wb-in-class', Boolean(now));
    if (!now) return box.remove();
    if (!box.isConnected) document.body.append(box);
    const next = JSON.stringify([now.nickname, now.vote, away]);
    if (next === shown) return;
    shown = next;
    who.textContent = now.nickname;
    link.href = `${PLACE}${now.code}?lang=${LANGUAGE}`;
    const { name, text, round, options: choices = [] } = now.vote ?? {};
    const heading = round === 2 ? _('Vote again: {text}', { text }) : text ?? '';
    vote.hidden = !now.vote;
    if (vote.dataset.about !== `${name} ${round}`) vote.open = true;  // it can be folded, to look at the page
    vote.dataset.about = `${name} ${round}`;
    if (question.textContent !== heading) question.textContent = heading;
    const focused = [...options.children].indexOf(document.activeElement);
    options.replaceChildren(...choices.map(each => option(now.vote, each)));
    options.children[focused]?.focus();
    said.textContent = now.vote ? state(now.vote) : '';
  };

  // ---- Following -------------------------------------------------------------------------------------------------------
  const session = (...turn) => {
    try {
      if (turn.length) sessionStorage.setItem(`${PREFIX}turn:${now.code}`, turn[0]);
      return Number(sessionStorage.getItem(`${PREFIX}turn:${now.code}`));
    } catch {
      return Infinity;  // a page that cannot know where it has been goes nowhere by itself
    }
  };
  const go = () => {
    const { at } = now;
    if (!at || !follow.checked || at.turn === session()) return;
    const here = location.pathname.endsWith(`/${at.notebook}`);
    if (here && document.querySelector('.wb-page .wb-covered')) return;  // a page goes nowhere before its guess
    session(at.turn);
    if (here && document.querySelector('.wb-page .wb-wire')) return window.workbookStore.goTo(at.query);
    const place = new URL(at.notebook, location.href);
    place.search = at.query;
    place.searchParams.set('seed', now.seed);
    if (place.href !== location.href) location.assign(place);
  };
  // Every page has the class's numbers, the lecturer's too.
  document.addEventListener('click', event => {
    const link = event.target.closest?.('a[href]');
    if (seed === null || !link || link.origin !== location.origin || !link.pathname.endsWith('.ipynb')) return;
    const place = new URL(link.href);
    if (place.searchParams.has('seed')) return;
    place.searchParams.set('seed', seed);
    link.href = place;
  }, true);

  // ---- Asking ----------------------------------------------------------------------------------------------------------
  const take = answer => {
    seed = answer?.seed ?? null;
    if (answer?.role === 'lecturer') return dispatchEvent(new CustomEvent('workbook-lecturer', { detail: { ask, post } }));
    const waiting = load(answer?.code ?? '')?.out.findLast(({ kind, page, round }) =>
      kind === 'vote' && page === answer.vote?.name && round === answer.vote?.round);
    if (waiting && !answer.vote.over) answer.vote.mine = waiting.given;
    now = answer;
    show();
    if (!now) return;
    wake();
    tell();
    go();
  };
  const listen = async () => {
    for (;;) {
      let pause = PAUSE;
      const answer = document.hidden ? undefined : await ask().catch(() => { pause = AWAY; });  // the server may be starting anew
      if (answer !== undefined) take(answer);
      if (answer === null || answer?.role === 'lecturer') return;
      await sleep(pause * (0.9 + Math.random() / 5));
    }
  };
  addEventListener('workbook-kept', () => { if (now) tell(); });
  addEventListener('DOMContentLoaded', listen);
})();
