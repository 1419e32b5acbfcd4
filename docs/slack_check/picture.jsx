// One message, form or Home tab as Slack draws its blocks; what is around them is drawn by hand.
import { createRoot } from "react-dom/client";
import { Message } from "slack-blocks-to-jsx";
import "slack-blocks-to-jsx/dist/style.css";

const shown = window.SHOWN;
const font = { fontFamily: "Lato, 'Liberation Sans', Arial, sans-serif", color: "#1d1c1d", background: "#fff" };
const logo =
  "data:image/svg+xml," +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36"><rect width="36" height="36" fill="#0b6b57"/>' +
      '<path d="M8 18h20" stroke="#fff" stroke-width="3"/><circle cx="18" cy="10" r="3" fill="#fff"/>' +
      '<circle cx="18" cy="26" r="3" fill="#fff"/></svg>',
  );
const posted = new Date(2026, 10, 16, 9, 30); // local, as the digest is
const button = { borderRadius: 4, padding: "7px 14px", fontWeight: 700, fontSize: 15, border: "1px solid #bbb" };

// The library leaves out which option is chosen, which fields are optional, and that a text has one line.
const drawn = (block) => {
  if (block.type !== "input") return block;
  const { label, optional, element } = block;
  const oneLine = element.type === "plain_text_input" && !element.multiline;
  const chosen = element.type === "static_select" && element.initial_option?.text;
  return {
    ...block,
    label: { ...label, text: label.text + (optional ? " (optional)" : "") },
    element: {
      ...element,
      ...(oneLine && { type: "url_text_input" }),
      ...(chosen && { placeholder: { ...chosen, text: chosen.text.replace(/^(.{22}).{3,}$/, "$1…") } }),
    },
  };
};
const blocks = <Message blocks={shown.blocks.map(drawn)} withoutWrapper theme="light" />;

const Said = () => (
  <div style={{ padding: 20 }}>
    <Message blocks={shown.blocks} name="denominator" logo={logo} time={posted} theme="light" />
  </div>
);
const Form = () => (
  <div style={{ margin: 16, border: "1px solid #ccc", borderRadius: 8, boxShadow: "0 4px 18px #0003" }}>
    <h1 style={{ fontSize: 22, fontWeight: 900, margin: 0, padding: "18px 24px" }}>{shown.title.text}</h1>
    <div style={{ padding: "0 24px" }}>{blocks}</div>
    <div style={{ display: "flex", gap: 12, justifyContent: "flex-end", padding: "18px 24px" }}>
      <span style={button}>{shown.close.text}</span>
      <span style={{ ...button, background: "#007a5a", color: "#fff" }}>{shown.submit.text}</span>
    </div>
  </div>
);
const Home = () => <div style={{ padding: 24 }}>{blocks}</div>;

const Picture = { digest: Said, alert: Said, modal: Form, home: Home }[shown.what];
document.body.style.margin = "0";
createRoot(document.getElementById("root")).render(
  <div style={font}>
    <Picture />
  </div>,
);
