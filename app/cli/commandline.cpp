// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/commandline.h"

#include "app/cli/comparecommand.h"
#include "app/cli/decodecommand.h"
#include "app/cli/doctor.h"
#include "app/cli/keyscommand.h"
#include "app/cli/modelscommand.h"
#include "app/cli/providerscommand.h"
#include "app/cli/spendcommand.h"
#include "app/cli/terminal.h"

#include <QCoreApplication>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("CommandLine", text);
}

namespace {
struct Command
{
    QLatin1StringView name;
    int (*run)(const QStringList &);
};
constexpr Command commands[] = {
    {"compare"_L1, compareCommand}, {"decode"_L1, decodeCommand}, {"doctor"_L1, doctorCommand},
    {"keys"_L1, keysCommand},       {"models"_L1, modelsCommand}, {"providers"_L1, providersCommand},
    {"spend"_L1, spendCommand},
};
} // namespace

static QString helpText()
{
    return tr("Usage: crossroads [OPTION]...            opens the window\n"
              "       crossroads compare [OPTION]... PROMPT|-\n"
              "       crossroads decode --wire openai|anthropic|gemini|ollama [--provider NAME] FILE|-\n"
              "       crossroads doctor [--json]\n"
              "       crossroads keys list|add|test|remove|recognise [OPTION]... [WHICH]...\n"
              "       crossroads models [OPTION]... [QUERY]\n"
              "       crossroads providers list|add|test|remove [OPTION]... [NAME [URL]]\n"
              "       crossroads spend [OPTION]...\n"
              "\n"
              "compare sends one prompt to several models and prints their answers:\n"
              "  -m, --model MODEL            one per lane; default: the saved lineup\n"
              "  --system TEXT                instructions before the prompt\n"
              "  --max-tokens N               most tokens of an answer\n"
              "  --temperature X              0 to 2\n"
              "  --top-p X, --top-k N, --frequency-penalty X, --presence-penalty X\n"
              "  --stop TEXT                  ends the answer (may repeat); --model-seed N\n"
              "  --reasoning EFFORT|TOKENS    none, minimal, low, medium, high, xhigh, max, or a budget\n"
              "  --json-object, --schema FILE the answer is JSON, after a schema\n"
              "  --tools FILE, --tool-choice auto|none|required|NAME\n"
              "  --attach FILE                a picture, PDF or text file (may repeat)\n"
              "  --cache-prompt               lets providers cache the system text and files\n"
              "  --strict-parameters          refuses to send what an offer does not take\n"
              "  --provider NAME=URL          an OpenAI-compatible server; its models are NAME/ID\n"
              "    --wire W, --key-env VAR    its wire format, and the variable that holds its key\n"
              "  --keys-from-env              keys from DEEPSEEK_API_KEY, OPENROUTER_API_KEY, ...\n"
              "  --json, --jsonl              the run as one document, or as events, one a line\n"
              "  --out FILE                   the result into FILE\n"
              "  --connect-timeout S, --first-token-timeout S, --idle-timeout S, --alive-timeout S\n"
              "Routing of compare, when a model has several offers:\n"
              "  --sort balanced|price|throughput|latency|direct\n"
              "  --order P,P  --only P,P  --ignore P,P    providers, as the catalog spells them\n"
              "  --no-fallbacks               the first offer (or those of --order) alone\n"
              "  --fallback-model MODEL       asked when no offer of the model answers; repeatable\n"
              "  --max-price IN/OUT           USD per million tokens\n"
              "  --max-attempts N, --seed N, --hedge\n"
              "  --budget USD                 of this run: a request that could exceed it is not sent\n"
              "  --allow-unknown-price        offers without a price, too, under a budget\n"
              "\n"
              "models lists the catalog, best match first, with the price of every provider:\n"
              "  --json                       everything as one document\n"
              "  --free, --open-weights, --tools, --structured-output, --reasoning, --images\n"
              "                               only models that have it\n"
              "  --author NAME, --offered-by PROVIDER\n"
              "  --limit N                    the first N\n"
              "  --all                        offers of small resellers as well\n"
              "\n"
              "keys keeps API keys in the system keychain; a key is read from standard input or a prompt:\n"
              "  --provider NAME              whose key; else its format decides\n"
              "  --label LABEL                your name for it\n"
              "  --yes                        take the likeliest provider; remove all that are meant\n"
              "  --json                       the keys as one document\n"
              "  WHICH                        provider, label, last four characters or fingerprint\n"
              "\n"
              "spend sums up what was sent and what it cost:\n"
              "  --by model|provider|key|source|day   what a row stands for; default: model\n"
              "  --since DATE, --until DATE   days, as in 2026-11-01; default: this month\n"
              "  --json, --csv                as a document, or as a table for other programs\n"
              "  --drift                      costs that providers reported, beside ours\n"
              "\n"
              "providers keeps servers of your own; their models are then NAME/MODEL everywhere:\n"
              "  --wire W                     openai (the default), anthropic, gemini or ollama\n"
              "  --header LINE                sent with every request, as in 'X-Team: research'; no secrets\n"
              "  --proxy P                    none, http://HOST:PORT or socks5://HOST:PORT\n"
              "  --needs-key                  it is not asked without a key (see keys add)\n"
              "  --with-keys                  remove takes its keys out of the keychain, too\n"
              "  --json                       the providers, or the test, as one document\n"
              "\n"
              "Options of the window: --provider, --key-env, --wire, --keys-from-env\n"
              "Everywhere: --log-level debug|info|warning|error, --help, --version\n"
              "\n"
              "Exit status: 0 all done, 1 internal error, 2 wrong use, 3 some not done, 4 none done,\n"
              "5 refused by a budget, 130 interrupted.");
}

bool isCommandLine(const QStringList &arguments)
{
    const QString first = arguments.value(0);
    return first == "--help"_L1 || first == "-h"_L1 || first == "--version"_L1 ||
           (!first.isEmpty() && !first.startsWith(u'-'));
}

/// \p status, unless what was printed did not get out.
static int checked(int status)
{
    const QString problem = outputProblem();
    if (problem.isEmpty())
        return status;
    printError(tr("The output can not be written: %1").arg(problem));
    return InternalError;
}

int runCommandLine(const QStringList &arguments)
{
    const QString first = arguments.value(0);
    const QStringList rest = arguments.sliced(1);
    const QStringList options = rest.first(rest.contains(u"--"_s) ? rest.indexOf(u"--"_s) : rest.size());
    if (first == "--version"_L1) {
        printOut(QStringLiteral("crossroads " CROSSROADS_VERSION));
        return checked(AllDone);
    }
    if (first == "--help"_L1 || first == "-h"_L1 || first == "help"_L1 || options.contains(u"--help"_s) ||
        options.contains(u"-h"_s)) {
        printOut(helpText());
        return checked(AllDone);
    }
    for (const Command &command : commands) {
        if (first == command.name)
            return checked(command.run(rest));
    }
    printError(tr("%1 is not a command. See crossroads --help.").arg(first));
    return WrongUse;
}

} // namespace Crossroads
