#!/usr/bin/env bash
# Makes the built libraries of this folder anew, from npm: uPlot, which draws charts, and
# CodeMirror 6, the editor. package-lock.json says which versions. Needs Node and npm:
# bash reports/page/libraries/build.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp package.json package-lock.json editor.in.js "$scratch"
(
	cd "$scratch"
	npm ci --no-audit --no-fund --ignore-scripts --loglevel error
	node_modules/.bin/esbuild editor.in.js --bundle --minify --charset=ascii --format=iife --global-name=CodeMirror --legal-comments=none --outfile=editor.js
	node_modules/.bin/esbuild node_modules/uplot/dist/uPlot.iife.min.js --minify --charset=ascii --legal-comments=none --outfile=uplot.js
)
cp "$scratch/editor.js" "$scratch/uplot.js" .
cp "$scratch/node_modules/uplot/dist/uPlot.min.css" uplot.css
{
	echo "uplot.js and uplot.css are built from uPlot, editor.js from CodeMirror and what it stands on."
	for module in uplot @codemirror/{state,view,language,commands,autocomplete,lint,legacy-modes} @lezer/{common,highlight,lr} @marijn/find-cluster-break crelt style-mod w3c-keyname; do
		[ -d "$scratch/node_modules/$module" ] || continue
		printf '\n== %s %s\n\n' "$module" "$(node -p "require('$scratch/node_modules/$module/package.json').version")"
		cat "$scratch/node_modules/$module/LICENSE"
	done
} >LICENSES
ls -l editor.js uplot.js uplot.css LICENSES
