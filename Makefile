# Every target is a command of packaging/dev.py, which also works where there is no make.
# ARGS goes to the command: make run ARGS="--paste 'type=registry,ref=ghcr.io/acme/app:buildcache'"

PYTHON ?= python3
DEV = $(PYTHON) packaging/dev.py
ARGS =

.DEFAULT_GOAL := help
.PHONY: help run test test-fast test-machines test-all test-wine test-windows test-engine test-trixie test-sid soak attack lint format bench wheel wheel-test package package-test package-repro package-windows tool-test pin icons completions clean ci

help:
	@echo "make run            start the application, with what it needs"
	@echo "make test           run the tests, on X11 what needs it or is about it; ARGS=--all: every case, all of the window on X11"
	@echo "make test-fast      run the tests of the rules and the model only"
	@echo "make test-machines  run what depends on it with another locale, time zone, user, path, order or font, read-only, busy; ARGS=--all: all"
	@echo "make test-all       run the tests on every supported Python on this machine"
	@echo "make test-wine      run the commands for cmd in Wine's cmd.exe"
	@echo "make test-windows   run the tests with the Python and Qt of Windows, under Wine"
	@echo "make test-engine    build for real with Debian 13's Docker and registry, in a root of its own; for root"
	@echo "make test-trixie    test and package the checkout on a fresh Debian 13, in a root of its own; for root"
	@echo "make test-sid       run the tests of the core with Debian unstable's Python, in a root of its own; for root"
	@echo "make soak           run the property tests for long"
	@echo "make attack         attack readers, command line, window and what is saved for ten minutes, in new ways"
	@echo "make lint           check formatting, code, types, the direction of imports and the workflow"
	@echo "make format         format the code"
	@echo "make bench          measure start, typing and copying against other ways to build the form"
	@echo "                    what the packages weigh: make bench ARGS=tests/benchmarks/packages.py"
	@echo "make wheel          build the wheel and the source distribution into dist/"
	@echo "make wheel-test     build the wheel, install it elsewhere and use it there"
	@echo "make package        build all packages into dist/: wheel, bundle, Debian package"
	@echo "make package-test   build them and try each out: install, press Copy, look at the clipboard"
	@echo "make package-repro  build them again elsewhere; they have to be the same byte for byte"
	@echo "make package-windows build the programs for Windows under Wine, and use them there"
	@echo "make tool-test      install checkout and wheel with pipx and with uv, and use what they installed"
	@echo "make pin            take the newest versions of everything into packaging/requirements"
	@echo "make completions    make what shells complete the command with anew, after a change to its options"
	@echo "make icons          draw the window's icons anew from resources/icons/buildx-cache-flags.svg"
	@echo "make clean          remove everything that was made here"
	@echo "make ci             all that a change has to pass"
	@echo
	@echo 'ARGS="..." goes to the command: make test ARGS="-k reference -x"'

run test test-fast test-machines test-all test-wine test-windows test-engine test-trixie test-sid soak attack lint format bench wheel wheel-test package package-test package-repro package-windows tool-test pin icons completions clean:
	@$(DEV) $@ $(ARGS)

ci:
	@.ci/run
