// What the playground uses of CodeMirror 6; build.sh makes editor.js of it.
export { EditorState, StateEffect } from "@codemirror/state"
export {
	EditorView, keymap, lineNumbers, drawSelection, highlightActiveLine, highlightSpecialChars,
} from "@codemirror/view"
export { defaultKeymap, history, historyKeymap } from "@codemirror/commands"
export { autocompletion, completionKeymap, closeBrackets } from "@codemirror/autocomplete"
export { setDiagnostics, lintGutter, lintKeymap } from "@codemirror/lint"
export { StreamLanguage, HighlightStyle, syntaxHighlighting, bracketMatching } from "@codemirror/language"
export { tags } from "@lezer/highlight"
export { toml } from "@codemirror/legacy-modes/mode/toml"
