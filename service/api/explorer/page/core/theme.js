// Runs before the page is painted, so that nobody sees it in other colours first. No module: those wait for the page.
{
  const kept = localStorage.getItem("basewatch-theme");
  if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
}
