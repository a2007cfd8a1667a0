// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/codehighlighter.h"

#include "ui/common/tokens.h"

#include <KSyntaxHighlighting/AbstractHighlighter>
#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Format>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/State>
#include <KSyntaxHighlighting/Theme>

#include <QCoreApplication>
#include <QHash>
#include <QMutex>
#include <QRegularExpression>
#include <QSet>
#include <QThreadPool>

namespace Crossroads {

using namespace Qt::StringLiterals;

struct CodeState::Place
{
    KSyntaxHighlighting::State state;
};

namespace {
/// The rules of all languages. Whoever uses them holds the lock: the pool while it reads a language, the GUI
/// thread for the rest of the time. The GUI thread never waits for it.
struct Rules
{
    QMutex lock;
    std::unique_ptr<KSyntaxHighlighting::Repository> repository; ///< its index is read by the first reader
    QHash<QString, KSyntaxHighlighting::Definition> read;
};

Rules &rules()
{
    static Rules shared;
    return shared;
}

/// Names as fences use them, where they are neither a definition's name nor a file ending.
const QHash<QString, QString> &aliases()
{
    static const QHash<QString, QString> endings = {
        {u"python"_s, u"py"_s},     {u"rust"_s, u"rs"_s},        {u"shell"_s, u"sh"_s},
        {u"golang"_s, u"go"_s},     {u"csharp"_s, u"cs"_s},      {u"javascript"_s, u"js"_s},
        {u"typescript"_s, u"ts"_s}, {u"ruby"_s, u"rb"_s},        {u"markdown"_s, u"md"_s},
        {u"kotlin"_s, u"kt"_s},     {u"c++"_s, u"cpp"_s},        {u"zsh"_s, u"sh"_s},
        {u"console"_s, u"sh"_s},    {u"haskell"_s, u"hs"_s},     {u"perl"_s, u"pl"_s},
        {u"yml"_s, u"yaml"_s},      {u"bash"_s, u"sh"_s},        {u"c#"_s, u"cs"_s},
        {u"node"_s, u"js"_s},       {u"powershell"_s, u"ps1"_s}, {u"dockerfile"_s, u"dockerfile"_s},
        {u"jsonc"_s, u"json"_s},    {u"elixir"_s, u"ex"_s},      {u"makefile"_s, u"mk"_s},
        {u"latex"_s, u"tex"_s},     {u"matlab"_s, u"m"_s},       {u"objective-c"_s, u"m"_s},
        {u"text"_s, u"txt"_s},      {u"plaintext"_s, u"txt"_s},  {u"html"_s, u"html"_s},
    };
    return endings;
}

KSyntaxHighlighting::Definition definitionFor(const KSyntaxHighlighting::Repository &repository,
                                              const QString &fence)
{
    const QString name = fence.toLower();
    auto definition = repository.definitionForName(fence);
    if (!definition.isValid())
        definition = repository.definitionForFileName(u"x."_s + aliases().value(name, name));
    return definition;
}

/// Reads \p language's rules on the pool, once.
void readLanguage(const QString &language)
{
    static QSet<QString> asked;
    if (asked.contains(language))
        return;
    asked.insert(language);
    QThreadPool::globalInstance()->start([language] {
        {
            const QMutexLocker held(&rules().lock);
            if (!rules().repository)
                rules().repository = std::make_unique<KSyntaxHighlighting::Repository>();
            auto definition = definitionFor(*rules().repository, language);
            // Both read files: of the language, and of those that it embeds.
            for (const auto &included : definition.includedDefinitions())
                (void)included.formats();
            (void)definition.formats();
            rules().read.insert(language, definition);
        }
        QMetaObject::invokeMethod(&CodeHighlighter::notifier(), &CodeHighlighter::Notifier::loaded,
                                  Qt::QueuedConnection);
    });
}
} // namespace

CodeHighlighter::Notifier &CodeHighlighter::notifier()
{
    static Notifier shared;
    return shared;
}

class CodeHighlighter::Engine : public KSyntaxHighlighting::AbstractHighlighter
{
public:
    Engine(const KSyntaxHighlighting::Definition &rulesOfLanguage, const KSyntaxHighlighting::Theme &look,
           const QColor &ground)
        : m_ground(ground)
    {
        setDefinition(rulesOfLanguage);
        setTheme(look);
    }

    QList<Span> run(const QString &line, CodeState &state)
    {
        m_spans.clear();
        static const KSyntaxHighlighting::State beginning;
        auto place = std::make_shared<CodeState::Place>();
        place->state = highlightLine(line, state.place ? state.place->state : beginning);
        state.place = std::move(place);
        return std::exchange(m_spans, {});
    }

protected:
    void applyFormat(int offset, int length, const KSyntaxHighlighting::Format &format) override
    {
        if (length <= 0 ||
            (format.isDefaultTextStyle(theme()) && !format.isBold(theme()) && !format.isItalic(theme())))
            return;
        auto known = m_formats.constFind(format.id());
        if (known == m_formats.cend()) {
            QTextCharFormat text;
            if (format.hasTextColor(theme()))
                text.setForeground(ensureContrast(format.textColor(theme()), {m_ground}, 4.5));
            if (format.isBold(theme()))
                text.setFontWeight(QFont::Bold);
            if (format.isItalic(theme()))
                text.setFontItalic(true);
            known = m_formats.insert(format.id(), text);
        }
        m_spans.append({offset, length, *known});
    }

private:
    QColor m_ground;
    QHash<quint16, QTextCharFormat> m_formats;
    QList<Span> m_spans;
};

CodeHighlighter::CodeHighlighter(const QString &language, bool dark, const QColor &ground)
    : m_language(language), m_dark(dark), m_ground(ground)
{
}

CodeHighlighter::~CodeHighlighter() = default;

std::shared_ptr<CodeHighlighter> CodeHighlighter::forLanguage(const QString &language, bool dark,
                                                              const QColor &ground)
{
    static QHash<QString, std::shared_ptr<CodeHighlighter>> shared;
    const QString key = language.toLower() + (dark ? u" dark "_s : u" light "_s) + ground.name();
    std::shared_ptr<CodeHighlighter> &known = shared[key];
    if (!known)
        known.reset(new CodeHighlighter(language.toLower(), dark, ground));
    return known;
}

bool CodeHighlighter::isReady()
{
    if (m_engine || m_language.isEmpty())
        return true;
    readLanguage(m_language);
    Rules &all = rules();
    if (!all.lock.tryLock())
        return false;
    const auto found = all.read.constFind(m_language);
    if (found != all.read.cend())
        m_engine = std::make_unique<Engine>(
            *found, all.repository->theme(m_dark ? u"Breeze Dark"_s : u"Breeze Light"_s), m_ground);
    all.lock.unlock();
    return m_engine != nullptr;
}

bool CodeHighlighter::isKnown() const
{
    return m_engine && m_engine->definition().isValid();
}

QList<CodeHighlighter::Span> CodeHighlighter::highlight(const QString &line, CodeState &state)
{
    if (!isKnown())
        return {};
    return m_engine->run(line, state);
}

namespace {
struct Sign
{
    const char *language;
    const char *pattern;
    int weight;
};

/// What is seldom seen but in one language. A guess needs 3 points.
const Sign signsOfLanguages[] = {
    {"python", "^\\s*def \\w+\\(.*\\).*:\\s*$", 3},
    {"python", "^\\s*(from [\\w.]+ )?import [\\w., ]+$", 2},
    {"python", "^\\s*(if|for|while|elif|with|try|class)\\b.*:\\s*$", 2},
    {"python", "^\\s*print\\(", 1},
    {"bash", "^#!.*\\b(ba|z|da)?sh\\b", 5},
    {"bash", "^\\s*\\$ \\w+", 3},
    {"bash",
     "^\\s*(sudo|apt|apt-get|cd|mkdir|git|pip3?|npm|npx|docker|curl|export|echo|chmod|brew|cargo) \\S", 3},
    {"bash", "^\\s*(fi|done|esac)\\s*$", 3},
    {"json", "^\\s*[\\[{]\\s*$", 1},
    {"json", "^\\s*\"[^\"]+\"\\s*:\\s*[\\[{\"\\d\\-tfn]", 2},
    {"json", "^\\s*\\{\\s*\"[^\"]*\"\\s*:", 3},
    {"cpp", "^\\s*#include\\s*[<\"]", 4},
    {"cpp", "\\bstd::\\w+", 3},
    {"c", "^\\s*(int|void) main\\(", 2},
    {"rust", "^\\s*(pub )?fn \\w+.*\\{?\\s*$", 3},
    {"rust", "\\blet mut\\b|\\bimpl\\b.*\\{|println!\\(", 3},
    {"go", "^\\s*package \\w+\\s*$", 3},
    {"go", "^\\s*func (\\(\\w+ \\*?\\w+\\) )?\\w+\\(.*\\{\\s*$", 3},
    {"go", "\\w+ := ", 2},
    {"java", "^\\s*(public|private|protected) (static |final )*(class|void|int|String)\\b", 3},
    {"java", "System\\.out\\.print", 3},
    {"javascript", "^\\s*(const|let|var) \\w+ = ", 2},
    {"javascript", "console\\.log\\(|=> \\{|^\\s*function \\w*\\(|require\\('", 2},
    {"typescript", "^\\s*(export )?(interface|type) \\w+ ?[={]", 3},
    {"sql", "^\\s*(SELECT|INSERT INTO|UPDATE|CREATE TABLE|ALTER TABLE|DELETE FROM)\\b", 4},
    {"html", "^\\s*<(!DOCTYPE html|html|head|body|div|script|p|span|a|ul|table)\\b", 4},
    {"xml", "^\\s*<\\?xml ", 5},
    {"css", "^\\s*[.#]?[\\w-]+(\\s*[,>]\\s*[.#]?[\\w-]+)*\\s*\\{\\s*$", 1},
    {"css", "^\\s*[a-z-]+:\\s*[^;{]+;\\s*$", 2},
    {"yaml", "^[\\w-]+:\\s*$", 1},
    {"yaml", "^\\s*- \\w+: ", 2},
    {"yaml", "^---\\s*$", 2},
    {"diff", "^(@@ .* @@|diff --git|\\+\\+\\+ |--- a/)", 5},
    {"dockerfile", "^(FROM|RUN|COPY|WORKDIR|ENTRYPOINT|CMD) \\S", 2},
    {"ruby", "^\\s*(require '|puts |end\\s*$)", 2},
    {"ruby", "^\\s*def \\w+[^:]*$", 1},
    {"php", "<\\?php", 5},
    {"cmake", "^\\s*(cmake_minimum_required|add_executable|target_link_libraries)\\(", 5},
};
} // namespace

QString guessedLanguage(const QString &code)
{
    const QStringList lines = code.split(u'\n').mid(0, 12);
    QHash<QString, int> points;
    for (const Sign &sign : signsOfLanguages) {
        const QRegularExpression pattern(QString::fromLatin1(sign.pattern));
        int times = 0;
        for (const QString &line : lines) {
            if (times < 2 && line.size() < 400 && pattern.match(line).hasMatch())
                ++times;
        }
        points[QString::fromLatin1(sign.language)] += times * sign.weight;
    }
    QString best;
    int most = 2;
    for (const Sign &sign : signsOfLanguages) { // in this order, so that a draw has one winner
        const QString language = QString::fromLatin1(sign.language);
        if (points.value(language) > most) {
            most = points.value(language);
            best = language;
        }
    }
    return best;
}

QString fileEnding(const QString &language)
{
    const QString name = language.toLower();
    if (name.isEmpty())
        return u"txt"_s;
    static const QRegularExpression plain(u"^[a-z0-9]{1,5}$"_s);
    const QString known = aliases().value(name, name);
    return plain.match(known).hasMatch() ? known : u"txt"_s;
}

} // namespace Crossroads
