// Draws every plot of the report. "ast" has Vega interpret its expressions, since the page's policy forbids compiling them; no loader: nothing
// is ever fetched. Text takes the page's colour, so that light, dark and print need one drawing.
for (const plot of document.querySelectorAll("div[data-spec]")) {
  const spec = JSON.parse(document.getElementById(plot.dataset.spec).textContent);
  const ink = "currentColor";
  const config = {
    background: null,
    font: getComputedStyle(document.body).fontFamily,
    view: { stroke: null },
    axis: { labelColor: ink, titleColor: ink, domainColor: "#8a93a0", tickColor: "#8a93a0", gridColor: "#8a93a0", gridOpacity: 0.25, labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal", labelLimit: 260 },
    legend: { labelColor: ink, titleColor: ink, labelFontSize: 12, titleFontSize: 12, labelLimit: 260 },
    header: { labelColor: ink, titleColor: ink, labelFontSize: 12, labelFontWeight: 600 },
    title: { color: ink },
    text: { color: ink },
  };
  const options = { mode: "vega-lite", renderer: "svg", actions: false, ast: true, config, loader: { http: false, file: false } };
  vegaEmbed(plot, spec, options).catch(error => { plot.textContent = `The plot could not be drawn: ${error.message}`; });
}
