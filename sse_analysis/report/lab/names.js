// JupyterLab writes the technical name of an exporter into File > Save and Export Notebook As ("Sse_html").
// This extension gives ours their names there and in the command palette. It loads nothing and needs no build.
"use strict";
(globalThis._JUPYTERLAB ??= {})["sse-analysis"] = {
  init() {},
  async get() {
    const names = { sse_html: "SSE report (HTML)", sse_pdf: "SSE report (PDF)" };
    const activate = ({ commands }) => {
      const label = commands.label.bind(commands);
      commands.label = (id, given) => {
        const name = id === "notebook:export-to-format" && names[given?.format];
        return label(id, name ? { ...given, label: name } : given);
      };
    };
    return () => ({ __esModule: true, default: { id: "sse-analysis:exporter-names", autoStart: true, activate } });
  },
};
