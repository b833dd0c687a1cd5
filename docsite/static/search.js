// The search: every word has to be in a page; a code or title that fits comes first. Nothing is fetched.
function find(pages, query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const scored = [];
  for (const page of pages) {
    const title = page.title.toLowerCase(), summary = page.summary.toLowerCase(), text = page.text.toLowerCase();
    let score = 0;
    for (const word of words) {
      if (title.split(" ").includes(word)) score += 100;
      else if (title.includes(word)) score += 20;
      else if (summary.includes(word)) score += 5;
      else if (text.includes(word)) score += 1;
      else { score = 0; break; }
    }
    if (score) scored.push([score, page]);
  }
  return scored.sort((a, b) => b[0] - a[0]).map((pair) => pair[1]);
}

if (typeof document === "undefined") {
  module.exports = { find };
} else {
  const field = document.getElementById("search"), list = document.getElementById("found");
  const root = document.currentScript.dataset.root;
  field.addEventListener("input", () => {
    const pages = find(PAGES, field.value).slice(0, 20);
    list.replaceChildren(...pages.map((page) => {
      const item = document.createElement("li"), link = document.createElement("a");
      link.href = root + page.url;
      link.textContent = page.title;
      item.append(link, " ", page.summary);
      return item;
    }));
    list.hidden = !pages.length;
  });
  field.addEventListener("keydown", (event) => {
    const first = list.querySelector("a");
    if (event.key === "Enter" && first) location.href = first.href;
    if (event.key === "Escape") { field.value = ""; list.hidden = true; }
  });
}
