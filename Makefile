# tlsrpt-audit: `make` builds, `make help` lists the rest. V=1 shows the commands.
VERSION := 1.0.0
DESTDIR ?=
BUILD ?= build
CC ?= cc
CFLAGS ?= -O2 -g
# The C library warns where a compiler (GCC 10, 11) knows no more than _FORTIFY_SOURCE=2: no reason to stop.
WARNINGS := -Wall -Wextra -Werror -Wno-cpp
HARDENING := '-ffile-prefix-map=$(CURDIR)=.' -fstack-protector-strong -fPIE $(if $(findstring -O0,$(CFLAGS))$(findstring sanitize,$(CFLAGS)),,-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
PACKAGES := libarchive zlib jansson xlsxwriter libpcre2-8 libdeflate libcrypto libidn2 sqlite3 libzstd liblz4 liblzma
# Packages that are used where they are there (in `make static`: as an archive): Outlook's .pst is read with libpff.
STATIC ?=
HAS_LIBPFF := pkg-config --exists libpff libbfio 2>/dev/null $(if $(STATIC),&& test -e "`$(CC) -print-file-name=libpff.a`")
LIBPFF := $(if $(filter-out 0,$(shell $(HAS_LIBPFF); echo $$?)),,libpff libbfio)
PACKAGES += $(LIBPFF)
HEADER_PACKAGES := libxxhash
override CPPFLAGS += -I. -D_GNU_SOURCE -DVERSION='"$(VERSION)"' $(if $(LIBPFF),-DHAVE_LIBPFF)
# Asked once, when the first file is compiled or linked: `make deps` and `make help` need no packages yet.
DEPENDENCY_CFLAGS = $(eval DEPENDENCY_CFLAGS := $(shell pkg-config --cflags $(PACKAGES) $(HEADER_PACKAGES)) $(LARGE_FILES))$(DEPENDENCY_CFLAGS)
# Files of more than 2 GB on 32 bits. Elsewhere the calls would only have other names, which tests/fault does not know.
LARGE_FILES = $(if $(findstring __LP64__,$(shell echo __LP64__ | $(CC) -E -P -)),-D_FILE_OFFSET_BITS=64)
LIBS = $(eval LIBS := $(shell pkg-config --libs $(PACKAGES)) -pthread -lm)$(LIBS)
TEST_LIBS = $(eval TEST_LIBS := $(shell pkg-config --libs cmocka))$(TEST_LIBS)
LINK := -pie -Wl,-z,relro,-z,now
ifneq ($(STATIC),)
override CPPFLAGS += -DIS_STATIC=true
# The linker would warn that dlopen and getaddrinfo want the C library it links with: libcrypto names them, no run calls them.
LINK = -static-pie -s -Wl,-z,relro,-z,now,--no-warnings,-Map=$@.map
LIBS = $(eval LIBS := -L$(BUILD)/xlsxwriter -Wl,--start-group $(shell pkg-config --static --libs $(PACKAGES) minizip) -Wl,--end-group -pthread -lm)$(LIBS)
endif

# Sorted, and without the folder's name in what is compiled: the same source gives the same bytes anywhere (make reproducible).
CORE := $(sort $(wildcard lib/*/*.c formats/*/*.c formats/*/*/*.c cmd/run/*.c))
PROGRAM := $(sort $(wildcard cmd/tlsrpt-audit/*.c))
UNITS := $(wildcard tests/unit/test_*.c)
FUZZERS := $(wildcard tests/fuzz/fuzz_*.c)
GENERATED := $(BUILD)/formats/write/html/html_assets $(BUILD)/formats/read/given/control_sets
CORE_OBJECTS := $(CORE:%.c=$(BUILD)/%.o) $(GENERATED:=.o)
SOURCES := $(wildcard lib/*/*.[ch] formats/*/*.[ch] formats/*/*/*.[ch] cmd/*/*.[ch] docs/*.[ch] tests/*.[ch] tests/*/*.[ch])
LINKING = $(CC) $(CFLAGS) $(LINK) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(LIBS)
COMPILE = $(CC) -std=c11 $(WARNINGS) $(CPPFLAGS) $(HARDENING) $(DEPENDENCY_CFLAGS) $(CFLAGS) -pthread
JOBS ?= $(shell nproc 2>/dev/null || echo 1)
SUBMAKE = $(MAKE) --no-print-directory
BUILDING = $(SUBMAKE) -s -j$(JOBS)
# At a fixed address: to relocate what the sanitizers describe is a tenth of a short run.
SANITIZED := BUILD=build/asan HARDENING=-fno-pie LINK=-no-pie CFLAGS='-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer'
COVERED := BUILD=build/coverage CFLAGS='-O0 -g --coverage -DWITHOUT_SANDBOX'
FUZZ_TIME ?= 20
ORACLE ?= 3000
PROCESSORS ?= arm64 s390x i386
Q := $(if $(V),,@)
SAY := @$(if $(V)$(findstring s,$(firstword -$(MAKEFLAGS))),:,echo)
PYTHON := $(if $(wildcard /usr/bin/python3),/usr/bin/python3,python3)

.SECONDARY:
.PHONY: help deps deps-build deps-release all static static-try units tools demo check unit golden layers format format-check debug coverage asan tsan fault \
    analyze oracle fuzz fuzzers fuzz-seeds afl bench year docs samples picture pictures install \
    uninstall dist deb rpm sbom reproducible cross clean
.DEFAULT_GOAL := all

help: ## this list
	@awk -F ':.*## ' '/^[a-z_.-]+:.*## / {printf "  make %-21s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

deps: ## see to the packages for building and testing (Debian: install them; else: name them)
	@sh tests/deps.sh all

deps-build: ## the same for building alone
	@sh tests/deps.sh build

deps-release: ## the same for building, and for what makes and tries a release
	@sh tests/deps.sh release

all: $(BUILD)/tlsrpt-audit ## build the program, build/tlsrpt-audit (plain make does)

$(BUILD)/tlsrpt-audit: $(PROGRAM:%.c=$(BUILD)/%.o) $(BUILD)/libtlsrpt.a
	$(SAY) '  LINK $@'
	$(Q)$(LINKING)

$(BUILD)/libtlsrpt.a: $(CORE_OBJECTS)
	$(Q)rm -f $@
	$(Q)$(AR) rcsD $@ $^

$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(SAY) '  CC   $@'
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

# The page's style and script, as strings in a C file.
$(BUILD)/formats/write/html/html_assets.c: formats/write/html/embed.sh formats/write/html/page.css formats/write/html/page.js formats/write/html/statement.css
	@mkdir -p $(@D)
	$(Q)sh $^ >$@

# The sets of controls, as strings in a C file.
CONTROLS := $(sort $(wildcard docs/controls/*.json))
$(BUILD)/formats/read/given/control_sets.c: formats/read/given/controls.sh $(CONTROLS)
	@mkdir -p $(@D)
	$(Q)sh $^ >$@

$(GENERATED:=.o): %.o: %.c Makefile
	$(Q)$(COMPILE) -c -o $@ $<

-include $(shell find $(BUILD) -path $(BUILD)/deb -prune -o -type f -name '*.d' -print 2>/dev/null)

demo: deps-build ## build, and run the main job on samples/
	@$(BUILDING) all
	@sh samples/demo.sh $(BUILD)/tlsrpt-audit $(BUILD)/demo

check: deps ## build, and run units, goldens and corpora
	@$(BUILDING) all units tools
	@$(SUBMAKE) unit
	@$(SUBMAKE) golden

units: $(UNITS:tests/unit/%.c=$(BUILD)/unit/%)

static: ## one program that runs on any Linux of this processor, build/static/tlsrpt-audit (glibc; docs/PORTABILITY.md)
	@sh docs/static/xlsxwriter.sh build/static/xlsxwriter
	@$(BUILDING) BUILD=build/static STATIC=yes all sbom

static-try: static ## it in an empty root, and under Debian 11, 12 and 13 (root, debootstrap)
	@sh tests/release/static.sh build/static/tlsrpt-audit

tools: $(BUILD)/formats_page $(BUILD)/controls_page $(BUILD)/completions

unit: all units ## run the unit tests; T="message mime": those of these modules
	@sh tests/run_units.sh $(BUILD)/unit $(T)

$(BUILD)/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/libtlsrpt.a
	@mkdir -p $(@D)
	$(SAY) '  LINK $@'
	$(Q)$(LINKING) $(TEST_LIBS)

golden: all tools ## run the golden tests; T=name: those with the word; KEEP=1: keep what a failing one leaves
	@$(PYTHON) tests/golden/run.py $(BUILD)/tlsrpt-audit $(T)

layers: all ## calls go one way, and no files call each other in a circle
	@$(PYTHON) tests/layers.py --self-test
	@$(PYTHON) tests/layers.py $(BUILD)

format: ## lay the code out by .clang-format, tests in Python by black where it is there
	clang-format -i $(SOURCES)
	@! command -v black >/dev/null || black -q -l 120 -C tests/golden tests/oracle tests/fuzz

format-check: ## is it laid out so? (in CI)
	@clang-format --dry-run -Werror $(SOURCES)
	@! LC_ALL=C.UTF-8 grep -nE '^.{101}' $(SOURCES)

compile_commands.json: Makefile $(SOURCES) ## how each file is compiled, for editors and tools
	@$(PYTHON) tests/compile_commands.py $(filter %.c,$(SOURCES)) -- $(COMPILE) >$@

debug: ## build for a debugger, build/debug/tlsrpt-audit
	@$(BUILDING) BUILD=build/debug CFLAGS='-O0 -g3' all units

coverage: deps ## which lines units and goldens run (gcov); see docs/ROBUSTNESS.md
	@rm -rf build/coverage
	@$(BUILDING) $(COVERED) all units tools
	@$(SUBMAKE) $(COVERED) unit
	@$(SUBMAKE) $(COVERED) golden
	@$(PYTHON) tests/coverage.py build/coverage

asan: deps ## the same tests under AddressSanitizer and UndefinedBehaviorSanitizer
	@$(BUILDING) $(SANITIZED) all units tools
	@$(SUBMAKE) $(SANITIZED) unit
	@$(SUBMAKE) $(SANITIZED) golden

WRAPPED := OSSL_LIB_CTX_new OSSL_PARAM_BLD_new OSSL_PARAM_BLD_push_BN OSSL_PARAM_BLD_to_param EVP_KEYMGMT_fetch \
	EVP_SIGNATURE_fetch EVP_Digest EVP_DigestInit_ex EVP_MD_fetch EVP_MD_CTX_new EVP_MD_CTX_reset EVP_DigestInit_ex2 \
	EVP_DigestUpdate EVP_DigestFinal_ex EVP_PKEY_CTX_new_from_name EVP_PKEY_fromdata_init EVP_PKEY_fromdata \
	EVP_PKEY_new_raw_public_key_ex EVP_PKEY_CTX_new_from_pkey EVP_PKEY_verify_init EVP_PKEY_CTX_set_rsa_padding \
	EVP_PKEY_CTX_set_signature_md EVP_DigestVerifyInit_ex BN_bin2bn malloc calloc realloc aligned_alloc strdup read pread write fwrite \
	fflush fopen fdopen stat lstat fstat fsync rename mkostemp mkdtemp mkdir opendir open fork socketpair getrandom
FAULT_STEP ?= 1

fault: deps ## let every FAULT_STEP-th allocation and system call of a run fail, one at a time
	@$(BUILDING) $(SANITIZED) build/asan/faulty
	@$(PYTHON) tests/fault/run.py build/asan/faulty $(FAULT_STEP)

$(BUILD)/faulty: $(BUILD)/tests/fault/fault.o $(PROGRAM:%.c=$(BUILD)/%.o) $(BUILD)/libtlsrpt.a
	$(Q)$(CC) $(CFLAGS) $(LINK) $(WRAPPED:%=-Wl,--wrap=%) $(LDFLAGS) -o $@ $^ $(LIBS)

tsan: deps ## a threaded run under ThreadSanitizer
	@$(BUILDING) BUILD=build/tsan CFLAGS='-O1 -g -fsanitize=thread' all build/tsan/unit/test_pipeline build/tsan/unit/test_xlsx
	@sh tests/run_units.sh build/tsan/unit
	@build/tsan/tlsrpt-audit -j4 --json /dev/null --xlsx build/tsan/a.xlsx samples/mail.mbox samples/Maildir samples/mail.tar.gz

analyze: deps ## clang-tidy, cppcheck and gcc -fanalyzer find nothing
	@sh tests/analyze.sh $(CPPFLAGS) $(DEPENDENCY_CFLAGS)

fuzz: deps ## fuzz every parser for FUZZ_TIME seconds each (clang, libFuzzer)
	@$(BUILDING) BUILD=build/fuzz CC=clang CFLAGS='-O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all' fuzzers
	@sh tests/fuzz/run.sh build/fuzz/fuzz $(FUZZ_TIME) $(FUZZ_TARGETS)

fuzz-seeds: fuzz ## make tests/fuzz/seeds.tar.gz again
	@sh tests/fuzz/save_seeds.sh build/fuzz/fuzz 60

afl: ## AFL++ (Debian's afl++) on the program itself, for FUZZ_TIME seconds
	@$(BUILDING) BUILD=build/afl CC=afl-clang-fast CFLAGS='-O1 -g' all
	@sh tests/fuzz/afl.sh build/afl/tlsrpt-audit $(FUZZ_TIME)

fuzzers: $(FUZZERS:tests/fuzz/%.c=$(BUILD)/fuzz/%)

$(BUILD)/fuzz/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/libtlsrpt.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/bench/bare $(BUILD)/bench/raw: $(BUILD)/tests/bench/baredecode.o
$(BUILD)/bench/year: $(addprefix $(BUILD)/tests/bench/,yearmail.o yearreport.o cheaprsa.o)
$(addprefix $(BUILD)/,$(addprefix bench/,micro dkim bare raw year) oracle/leaves): $(BUILD)/%: $(BUILD)/tests/%.o $(BUILD)/libtlsrpt.a
	@mkdir -p $(@D)
	$(SAY) '  LINK $@'
	$(Q)$(LINKING)

# GMime as a yardstick and as an oracle: without a line of ours.
$(BUILD)/bench/gmime $(BUILD)/oracle/gmime: $(BUILD)/%: tests/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) -std=c11 $(CPPFLAGS) $(CFLAGS) $$(pkg-config --cflags gmime-3.0) -o $@ $< $$(pkg-config --libs gmime-3.0 jansson zlib)

oracle: deps ## ORACLE mutated messages, archives, mboxes, zones: the same answers as GMime, Python and libldns
	@$(BUILDING) all $(BUILD)/oracle/leaves $(BUILD)/oracle/gmime
	@$(PYTHON) tests/oracle/compare.py $(BUILD)/oracle/leaves $(BUILD)/oracle/gmime $(ORACLE)
	@$(PYTHON) tests/oracle/folders.py $(BUILD)/tlsrpt-audit 300
	@$(PYTHON) tests/oracle/dkim.py $(BUILD)/tlsrpt-audit $(ORACLE)
	@$(PYTHON) tests/oracle/dns.py $(BUILD)/tlsrpt-audit 5000

bench: deps ## measure mails a second beside yardsticks
	@$(BUILDING) all $(BUILD)/bench/micro $(BUILD)/bench/bare $(BUILD)/bench/raw $(BUILD)/bench/dkim $(BUILD)/bench/gmime
	@$(BUILD)/bench/micro
	@$(BUILD)/bench/dkim tests/dkim/vectors
	@$(PYTHON) tests/bench/bench.py $(BUILD)/tlsrpt-audit

# YEAR mails in 365 archives, some 560 bytes each on disk, below build/year.
YEAR ?= 100000
year: all $(BUILD)/bench/year ## a hosting provider's year of YEAR mails: make it, and measure what is asked of it
	@rm -rf $(BUILD)/year
	@$(BUILD)/bench/year $(BUILD)/year $(YEAR) 2
	@$(PYTHON) tests/bench/year.py $(BUILD)/tlsrpt-audit $(BUILD)/year

samples: all ## make samples/ again, with the outputs that belong to them
	$(PYTHON) samples/make_samples.py samples
	sh samples/demo.sh $(BUILD)/tlsrpt-audit $(BUILD)/demo >/dev/null
	sh tests/golden/update.sh $(BUILD)/tlsrpt-audit

picture: all ## make docs/workbook.png and docs/page.png again (LibreOffice, Chromium, ImageMagick)
	sh docs/picture.sh $(BUILD)/tlsrpt-audit docs/workbook.png docs/page.png

pictures: all ## every sheet and section as pictures in build/pictures, to be looked at
	sh docs/pictures.sh $(BUILD)/tlsrpt-audit $(BUILD)/pictures

docs: tools ## make again what is made of others: tlsrpt-audit-formats(5), -controls(7), completions, docs/TUTORIAL.md
	$(BUILD)/formats_page >docs/tlsrpt-audit-formats.5
	$(BUILD)/controls_page >docs/tlsrpt-audit-controls.7
	$(BUILD)/completions bash >cmd/completions/tlsrpt-audit.bash
	$(BUILD)/completions zsh >cmd/completions/_tlsrpt-audit
	$(BUILD)/completions fish >cmd/completions/tlsrpt-audit.fish
	mandoc -Tmarkdown docs/tlsrpt-audit-tutorial.7 | sed -f docs/tutorial.sed >docs/TUTORIAL.md

# Completions come along: the golden test that asks for one wants the other, too.
$(BUILD)/formats_page: | $(BUILD)/completions
$(BUILD)/formats_page $(BUILD)/controls_page: $(BUILD)/%: $(BUILD)/docs/%.o $(BUILD)/libtlsrpt.a
	$(Q)$(LINKING)

$(BUILD)/completions: $(BUILD)/cmd/completions/completions.o $(filter-out %/main.o,$(PROGRAM:%.c=$(BUILD)/%.o)) $(BUILD)/libtlsrpt.a
	$(Q)$(LINKING)

# The variables of the GNU coding standards; PREFIX does for prefix. DESTDIR goes before all of them.
PREFIX ?= /usr/local
prefix ?= $(PREFIX)
exec_prefix ?= $(prefix)
bindir ?= $(exec_prefix)/bin
datarootdir ?= $(prefix)/share
datadir ?= $(datarootdir)
mandir ?= $(datarootdir)/man
docdir ?= $(datarootdir)/doc/tlsrpt-audit
bashcompletiondir ?= $(datadir)/bash-completion/completions
zshcompletiondir ?= $(datadir)/zsh/site-functions
fishcompletiondir ?= $(datadir)/fish/vendor_completions.d
INSTALL ?= install

# There is no pkg-config file and no header to install: the library serves this program alone, and changes with it.
INSTALLED := \
	$(bindir)/tlsrpt-audit:$(BUILD)/tlsrpt-audit \
	$(mandir)/man1/tlsrpt-audit.1:docs/tlsrpt-audit.1 \
	$(mandir)/man5/tlsrpt-audit-formats.5:docs/tlsrpt-audit-formats.5 \
	$(mandir)/man7/tlsrpt-audit-tutorial.7:docs/tlsrpt-audit-tutorial.7 \
	$(mandir)/man7/tlsrpt-audit-controls.7:docs/tlsrpt-audit-controls.7 \
	$(datadir)/tlsrpt-audit/summary.schema.json:docs/summary.schema.json \
	$(datadir)/tlsrpt-audit/record.schema.json:docs/record.schema.json \
	$(foreach f,$(CONTROLS),$(datadir)/tlsrpt-audit/controls/$(notdir $(f)):$(f)) \
	$(bashcompletiondir)/tlsrpt-audit:cmd/completions/tlsrpt-audit.bash \
	$(zshcompletiondir)/_tlsrpt-audit:cmd/completions/_tlsrpt-audit \
	$(fishcompletiondir)/tlsrpt-audit.fish:cmd/completions/tlsrpt-audit.fish \
	$(foreach f,$(wildcard docs/etl/* docs/monitoring/*),$(datadir)/tlsrpt-audit/$(f:docs/%=%):$(f)) \
	$(foreach f,README.md SECURITY.md ChangeLog LICENSE $(wildcard docs/*.md docs/*.png),$(docdir)/$(f):$(f))
# Documents link to these as they lie in the source: beside themselves.
LINKED := etl monitoring summary.schema.json record.schema.json

install: all ## install by the GNU directory variables (prefix, bindir, …), below DESTDIR
	@set -e; for pair in $(INSTALLED); do \
	    mode=644; [ ! -x "$${pair##*:}" ] || mode=755; \
	    $(INSTALL) -Dm$$mode "$${pair##*:}" "$(DESTDIR)$${pair%:*}"; done
	@set -e; for name in $(LINKED); do ln -sfn "$(datadir)/tlsrpt-audit/$$name" "$(DESTDIR)$(docdir)/docs/$$name"; done

uninstall: ## remove what install put there
	@for pair in $(INSTALLED) $(LINKED:%=$(docdir)/docs/%); do rm -f "$(DESTDIR)$${pair%:*}"; done
	@rmdir "$(DESTDIR)$(datadir)/tlsrpt-audit/"*/ "$(DESTDIR)$(datadir)/tlsrpt-audit" "$(DESTDIR)$(docdir)/docs" "$(DESTDIR)$(docdir)" 2>/dev/null || true

dist: ## a source tarball of the last commit, the same bytes wherever it is made
	@git archive --format=tar --prefix=tlsrpt-audit-$(VERSION)/ HEAD | gzip -9n >tlsrpt-audit-$(VERSION).tar.gz
	@sha256sum tlsrpt-audit-$(VERSION).tar.gz

deb: ## a Debian package of the last commit, into build/deb (debhelper, lintian)
	@sh docs/debian/build.sh $(VERSION)

cross: all ## build for PROCESSORS (arm64 s390x i386), and run units and samples there (root, debootstrap, qemu-user)
	@set -e; for processor in $(PROCESSORS); do sh tests/release/cross.sh $$processor $(BUILD)/tlsrpt-audit; done

rpm: ## an RPM of the last commit, into build/rpm, tried in a root of its own (rpmbuild)
	@sh docs/rpm/build.sh $(VERSION)

# Libraries of which only headers are used are compiled in.
$(BUILD)/tlsrpt-audit.spdx.json: $(BUILD)/tlsrpt-audit docs/sbom.py
	$(Q)$(PYTHON) docs/sbom.py $< $(VERSION) $$(pkg-config --variable=includedir libxxhash)/xxhash.h >$@.new
	$(Q)mv $@.new $@

sbom: $(BUILD)/tlsrpt-audit.spdx.json ## what the program is made of (SPDX 2.3), checked: build/tlsrpt-audit.spdx.json (Debian)
	@$(PYTHON) tests/release/sbom_check.py $< $(BUILD)/tlsrpt-audit

reproducible: ## program and Debian package of the last commit, built twice in different folders: the same bytes
	@sh tests/release/reproducible.sh

clean: ## remove what was built
	rm -rf build tlsrpt-audit-*.tar.gz compile_commands.json
