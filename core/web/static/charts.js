// Draws the charts of a page in the theme's colours; ECharts is fetched only where there is one.
(() => {
  const source = document.currentScript.dataset.echarts;
  const drawn = [];
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function axis(extra) {
    return {
      axisLabel: {color: css("--muted"), fontSize: 13},
      axisLine: {lineStyle: {color: css("--line")}},
      splitLine: {lineStyle: {color: css("--line")}},
      ...extra,
    };
  }

  function series(data) {
    return data.series.map((one, index) => ({
      ...one,
      type: data.kind,
      barMaxWidth: 34,
      smooth: 0.15,
      showAllSymbol: true,
      symbolSize: 8,
      lineStyle: {width: 3, type: index ? "dashed" : "solid"},
      itemStyle: data.kind === "bar" ? {borderRadius: [6, 6, 0, 0]} : {},
      label: {show: data.kind === "bar" && data.series.length === 1, position: "top", color: css("--ink")},
    }));
  }

  function options(data) {
    const ink = css("--ink");
    return {
      color: [css("--brand-line"), css("--gold-line"), css("--focus"), css("--green-text")],
      animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      aria: {enabled: false, decal: {show: data.kind === "bar" && data.series.length > 1}},
      textStyle: {fontFamily: getComputedStyle(document.body).fontFamily, color: ink, fontSize: 13},
      grid: {left: 8, right: 12, top: 40, bottom: 8, containLabel: true},
      legend: {top: 0, left: 4, textStyle: {color: ink, fontSize: 13}, itemWidth: 16, itemHeight: 10},
      // The HTML tooltip writes style attributes, which the content security policy forbids.
      tooltip: {
        trigger: "axis", renderMode: "richText", backgroundColor: css("--surface"), borderColor: css("--line"),
        textStyle: {color: ink},
      },
      xAxis: axis({type: "category", data: data.x, axisTick: {show: false}}),
      yAxis: axis({type: "value", minInterval: 1}),
      series: series(data),
    };
  }

  function draw(box) {
    const data = JSON.parse(box.querySelector("script").textContent);
    const chart = echarts.init(box, null, {renderer: "canvas"});
    chart.setOption(options(data));
    drawn.push([chart, data]);
    new ResizeObserver(() => chart.resize()).observe(box);
  }

  function drawAll(root) {
    const boxes = [...root.querySelectorAll("[data-chart]:not([data-drawn])")];
    if (!boxes.length) {
      return;
    }
    boxes.forEach((box) => { box.dataset.drawn = "1"; });
    if (window.echarts) {
      boxes.forEach(draw);
      return;
    }
    const script = document.createElement("script");
    script.src = source;
    script.onload = () => boxes.forEach(draw);
    document.head.append(script);
  }

  drawAll(document);
  document.addEventListener("htmx:load", (event) => drawAll(event.target));
  document.addEventListener("themechange", () => drawn.forEach(([chart, data]) => chart.setOption(options(data))));
})();
