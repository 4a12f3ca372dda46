// The lecturer's board: asks every second how the class stands, and writes only what has changed.
(() => {
  const WORDS = JSON.parse(document.getElementById('workbook-words')?.textContent ?? '{}');  // of a language that is not English
  const _ = (text, facts = {}) => (WORDS[text] ?? text).replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);
  const PLACE = location.pathname.replace(/board$/, ''), PAUSE = 1000, AWAY = 300, LANGUAGE = document.documentElement.lang.slice(0, 2);
  const find = selector => document.querySelector(selector);
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const say = text => { find('.said').textContent = text; };
  const post = async (path, told) => {
    const reply = await fetch(`${PLACE}${path}?lang=${LANGUAGE}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(told) });
    if (!reply.ok) throw new Error(await reply.text());
  };
  // Resolves to whether it was done.
  const act = (told, path = 'do') => post(path, told).then(() => { say(''); ask(); return true; }, error => { say(error.message); return false; });

  // ---- Votes -----------------------------------------------------------------------------------------------------------
  const percent = (count, total) => Math.round(100 * count / Math.max(total, 1));
  const bar = (round, number, second) => {
    const count = round.counts[number], share = percent(count, round.votes);
    const fill = make('i');
    fill.style.width = `${share}%`;
    return make('div', { className: second ? 'bar second' : 'bar' }, fill,
      make('span', { textContent: second ? _('Second vote: {count} ({share}%)', { count, share }) : `${count} (${share}%)` }));
  };
  const counted = ({ rounds: [first, second], round }) => {
    const facts = { first: first.votes, second: second.votes, late: first.late + second.late };
    if (round === 1) return facts.late ? _('{first} voted. {late} came after Reveal and do not count.', facts) : _('{first} voted.', facts);
    return facts.late ? _('{first} voted first, {second} the second time. {late} came after Reveal and do not count.', facts)
      : _('{first} voted first, {second} the second time.', facts);
  };
  const button = (words, told, main) => make('button', { textContent: words, className: main ? 'main' : '', onclick: () => act(told) });
  const vote = (asked, open) => {
    const { name, text, options, round, rounds } = asked, now = rounds[round - 1];
    const acts = make('div', { className: 'acts' });
    if (open !== name) acts.append(button(_('Vote on the phones'), { do: 'open', name }));
    else acts.append(button(_('Take it off the phones'), { do: 'close' }));
    if (!now.counts) acts.append(button(_('Reveal'), { do: 'reveal', name }, true));
    if (round === 1) acts.append(button(_('Second vote'), { do: 'second', name }));
    return make('article', { className: open === name ? 'vote open' : 'vote' }, make('h2', { textContent: text }),
      ...options.map(({ words }, number) => make('div', { className: 'option' }, make('span', { textContent: words }),
        ...rounds.flatMap((each, turn) => each.counts && turn < round ? [bar(each, number, turn > 0)] : []))),
      make('p', { className: 'count', textContent: counted(asked) }), acts);
  };

  // ---- Exercises and scores --------------------------------------------------------------------------------------------
  const row = (tag, cells) => make('tr', {}, ...cells.map(cell => cell instanceof Node ? cell : make(tag, { textContent: cell })));
  const exercise = ({ item, text, right, almost, wrong, commonest }) => {
    const often = commonest.map(([words, count]) => `${words} (${count})`).join(' · ');
    const asked = make('details', {}, make('summary', { textContent: item.replace('q', '') }), text);
    return row('td', [make('td', {}, asked, ...often ? [make('small', { textContent: often })] : []), right, almost, wrong]);
  };
  const table = (head, rows) => make('table', {}, make('thead', {}, row('th', head)), make('tbody', {}, ...rows));
  const score = ({ role, seed, players, best }) => make('div', {},
    make('p', { textContent: role === 'fed' ? _('The Fed, crisis {seed}: {players} have played.', { seed, players })
      : _('A fund, crisis {seed}: {players} have played.', { seed, players }) }),
    table([_('Student'), role === 'fed' ? _('Best result') : _('Best result, % on own money')], best.map(({ who, student, score: points }) => row('td', [who || _('Student {number}', { number: student }), points.toLocaleString(LANGUAGE, { maximumFractionDigits: 2 }).replace('-', '−')]))));

  // ---- All of it -------------------------------------------------------------------------------------------------------
  const before = {};
  const changed = (name, value) => {
    const text = JSON.stringify(value);
    if (before[name] === text) return false;
    before[name] = text;
    return true;
  };
  const select = find('.page'), link = find('.show'), follow = find('.follow input');
  let chosen = '';  // a page picked here; otherwise that of the lecturer's window
  const fill = now => {
    find('.here').textContent = _('{here} here · {joined} joined', now);
    if (changed('follow', now.follow)) follow.checked = now.follow;  // an answer asked for before the click is no news
    if (changed('page', now.page)) {
      select.value = now.page;
      const { notebook } = select.selectedOptions[0].dataset;
      link.href = `${link.dataset.start.replace(/[^/]+$/, notebook)}?mode=lecture&seed=${link.dataset.seed}`;
    }
    if (changed('votes', [now.votes, now.open])) {
      const focused = [...document.querySelectorAll('.votes button')].indexOf(document.activeElement);
      find('.votes').replaceChildren(...now.votes.map(each => vote(each, now.open)));
      if (focused >= 0) document.querySelectorAll('.votes button')[focused]?.focus();
    }
    if (changed('exercises', now.exercises))
      find('.exercises div').replaceChildren(table([_('Exercise'), _('Right'), _('Almost'), _('Wrong')], now.exercises.map(exercise)));
    if (changed('scores', now.scores)) {
      find('.scores').hidden = !now.scores.length;
      find('.scores div').replaceChildren(...now.scores.map(score));
    }
  };
  const ask = async () => {
    try {
      const reply = await fetch(`${PLACE}now?page=${encodeURIComponent(chosen)}&lang=${LANGUAGE}`, { signal: AbortSignal.timeout(10_000) });
      if (reply.status !== 200) throw new Error(reply.status === 204 ? _('This class is over.') : await reply.text());
      fill(await reply.json());
      if (find('.said').dataset.lost) { say(''); delete find('.said').dataset.lost; }
    } catch (error) {
      find('.said').dataset.lost = 'yes';
      say(error instanceof TypeError || error.name === 'TimeoutError'
        ? _('The server does not answer. The board goes on by itself when it does; phones keep what they have to tell.') : error.message);
    }
  };
  const again = () => ask().finally(() => setTimeout(again, find('.said').dataset.lost ? AWAY : PAUSE));
  again();

  select.addEventListener('change', () => { chosen = select.value; ask(); });
  follow.addEventListener('change', () => act({ do: 'follow', on: follow.checked }).then(done => { if (!done) follow.checked = !follow.checked; }));
  find('.ask form').addEventListener('submit', event => {
    event.preventDefault();
    const form = event.target, options = form.options.value.split('\n').filter(line => line.trim());
    act({ do: 'ask', text: form.text.value, options }).then(done => {
      if (!done) return;
      form.reset();
      find('.ask').open = false;
    });
  });
  find('.delete').addEventListener('click', ({ target }) => {
    if (target.dataset.sure) return act({}, 'delete');
    target.dataset.sure = 'yes';
    target.textContent = _('Press again: all votes and answers will be gone');
    setTimeout(() => { delete target.dataset.sure; target.textContent = _('Delete the class'); }, 4000);
  });
})();
