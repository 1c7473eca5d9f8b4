namespace Tickstorm.Traces.Reports;

/// <summary>The style sheet of reports: dark and light, phone and print; nothing is fetched.</summary>
public static class ReportStyle
{
    /// <summary>The content of one style element.</summary>
    public const string Css = """
        :root { color-scheme: light dark; --ink: #1b1f24; --soft: #5c6672; --paper: #fff; --line: #d5dae0; --h1: #d6e6f5; --h2: #9cc4e6;
          --h3: #5a9bd0; --h4: #2a6ea8; --lost: #c6302b; --mark: #b35c00; --bar: #2a6ea8;
          --handled: #3a7dbd; --late: #9fc5e8; --coalesced: #e0b040; --dropped: #c8414f; --masked: #8a63b0; --pending: #98a0ab;
            --silent: #e4e7ec; --good: #1c7c48; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e4e8ec; --soft: #9aa5b1; --paper: #14181d; --line: #343c46; --h1: #1c3246;
          --h2: #285a85; --h3: #3f87c0; --h4: #7dbbec; --lost: #ff6b61; --mark: #ffab4a; --bar: #5aa5df;
          --handled: #5b9bd8; --late: #2f5f8f; --coalesced: #d6a93a; --dropped: #e0606c; --masked: #a98ad0; --pending: #737d8a;
            --silent: #2a313a; --good: #6fcf97; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 100rem; padding: 1rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink);
          background: var(--paper); }
        h1 { font-size: 1.5rem; margin: 0 0 .5rem; } h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
        h1, h2, p, li, dt, dd { overflow-wrap: anywhere; }
        p { max-width: 46rem; } .soft, caption, figcaption { color: var(--soft); font-size: .875rem; text-align: left; }
        /* A shadow at the side where there is more. */
        .scroll, figure { overflow-x: auto; background: linear-gradient(90deg, var(--paper) 30%, transparent) left / 40px 100%,
          linear-gradient(270deg, var(--paper) 30%, transparent) right / 40px 100%,
          linear-gradient(90deg, #8884, transparent) left / 14px 100%,
          linear-gradient(270deg, #8884, transparent) right / 14px 100%; background-repeat: no-repeat;
          background-attachment: local, local, scroll, scroll; }
        .scroll { margin: .5rem 0; } table { border-collapse: collapse; font-variant-numeric: tabular-nums;
          font-size: .9rem; }
        th, td { padding: .25rem .45rem; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top;
          white-space: nowrap; }
        th { white-space: normal; }
        th:first-child, td:first-child { text-align: left; } .story th, .story td { text-align: left; white-space: normal;
          min-width: 4rem; } .story td:first-child { white-space: nowrap; }
        #designs th, #designs td { padding: .25rem .3rem; } #designs .note { text-align: left; white-space: normal; }
        #designs td:first-child { white-space: normal; min-width: 10rem; }
        .words th, .words td { text-align: left; white-space: normal; overflow-wrap: anywhere; } small { font-size: .7rem; }
        #tl-canvas { width: 100%; height: 320px; display: block; touch-action: pan-y; border: 1px solid var(--line); }
        #tl-canvas:focus-visible, .scroll:focus-visible { outline: 2px solid var(--mark); } #tl-says { min-height: 3em; max-width: none; }
        .tools { display: flex; flex-wrap: wrap; gap: .4rem .8rem; max-width: none; }
        .tools input, .tools select, .tools button { font: inherit; }
        svg { width: 100%; height: auto; display: block; } svg text { fill: var(--soft); font: 11px system-ui, sans-serif; }
        .key { display: inline-block; width: .8em; height: .8em; border: 1px solid var(--line); print-color-adjust: exact; }
        .h0 { fill: none; } .h1 { fill: var(--h1); } .h2 { fill: var(--h2); } .h3 { fill: var(--h3); } .h4 { fill: var(--h4); }
          .x { fill: var(--lost); }
        .bar { fill: var(--bar); } .curve { fill: none; stroke: var(--bar); stroke-width: 1.5; } .axis { stroke: var(--line); }
          rect:hover, .hit:hover { stroke: var(--mark); stroke-width: 1.5; }
        .hit { fill: transparent; } .drop, .bad { color: var(--lost); font-weight: 600; } .good { color: var(--good); }
          .silent { fill: var(--silent); } .rule { stroke: var(--line); } svg.fixed { min-width: 44rem; } figure { margin: .5rem 0; }
        /* Narrower than this a drawing scrolls: its letters would be too small to read. */
        @media screen and (max-width: 900px) { figure svg, svg.fixed { min-width: 55rem; } }
        @media print { body { max-width: none; padding: 0; font-size: 11px; } p { max-width: none; } section { break-inside: auto; }
          .scroll, figure { overflow: visible; background: none; } table { font-size: 10px; width: 100%; } small { font-size: 10px; }
          .soft, caption, figcaption { font-size: 10px; } th, td { padding: .1rem .15rem; white-space: normal; overflow-wrap: anywhere; }
          /* A figure in two lines would be read as two; headings stand upright to leave the width to the figures. */
          #designs th, #designs td { padding: .1rem; overflow-wrap: normal; } #designs td:first-child { min-width: 6rem; }
          #designs th:not(:first-child) { writing-mode: sideways-lr; text-align: left; vertical-align: bottom; white-space: nowrap; }
          svg.fixed { min-width: 0; } svg text { font-size: 15px; } .tools, #tl-help { display: none; } }
        """;
}
