// The lecturer's page in a class: says which page is on show and in which state, and puts the class's votes into lecture
// view. Without a class, hands are counted there by a press.
addEventListener('workbook-lecturer', ({ detail: { ask, post } }) => {
  const _ = window.workbookSay;  // from load.js
  const PAUSE = 1000, root = document.documentElement;
  const page = document.querySelector('[data-wb-here]')?.dataset.wbHere;
  if (!page) return;
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  let now = null;
  const act = told => post('do', told).then(look, () => {});

  // ---- Where the lecturer is: nothing of it but the state of the page ---------------------------------------------------
  let told = null;
  const where = async () => {
    const state = new URLSearchParams(location.search);
    for (const name of ['mode', 'seed', 'at', 'lang']) state.delete(name);
    const query = String(state);
    if (told === query || document.hidden || !document.hasFocus()) return;
    const reply = await post('do', { do: 'show', page, query }).catch(() => null);
    if (reply?.ok) told = query;
  };
  addEventListener('blur', () => { told = null; });  // another page of the lecturer's may have been on show since

  // ---- Votes -----------------------------------------------------------------------------------------------------------
  const said = make('p'), reveal = make('button', { textContent: _('Reveal'), onclick: () => act({ do: 'reveal', name: page }) });
  const second = make('button', { textContent: _('Second vote'), onclick: () => act({ do: 'second', name: page }) });
  const bar = make('div', { className: 'wb-class-acts' }, said, reveal, second);
  said.setAttribute('role', 'status');
  const share = (round, number) => round.counts ? 100 * round.counts[number] / Math.max(1, round.votes) : 0;
  const fill = box => {
    const asked = now.votes.find(({ name }) => name === page);
    if (!asked) return;
    const { rounds, round } = asked;
    box.classList.add('wb-of-class');
    box.classList.toggle('wb-twice', Boolean(rounds[1].counts));
    box.querySelectorAll('button').forEach((button, number) => {
      button.title = '';
      button.querySelector('b').textContent = rounds.filter(each => each.counts).map(each => each.counts[number]).join(' → ');
      rounds.forEach((each, turn) => button.style.setProperty(`--vote-${turn + 1}`, `${share(each, number)}%`));
    });
    const facts = { votes: rounds[round - 1].votes, here: now.here, address: now.address };
    const text = round === 2 ? _('Second vote: {votes} voted, {here} here. Join: {address}', facts)
      : _('{votes} voted, {here} here. Join: {address}', facts);
    if (said.textContent !== text) said.textContent = text;
    reveal.hidden = Boolean(rounds[round - 1].counts);
    second.hidden = round === 2;
    bar.hidden = Boolean(rounds[round - 1].counts) && !box.closest('.wb-covered');  // the answer needs the place
    if (bar.previousElementSibling !== box) box.after(bar);
  };
  const look = async () => {
    now = await ask(page).catch(() => now);
    const box = document.querySelector('.wb-page .wb-votes');
    if (now?.role === 'lecturer' && box) fill(box);
  };
  addEventListener('workbook-vote', () => {
    act(root.classList.contains('wb-voting') ? { do: 'open', name: page } : { do: 'close' });
  });
  const listen = async () => {
    for (;;) {
      if (!document.hidden) await Promise.all([where(), look()]);
      await new Promise(resolve => setTimeout(resolve, PAUSE));
    }
  };
  listen();
}, { once: true });
