// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keys/providerdialog.h"

#include "app/keys/recognition.h"
#include "ui/common/icons.h"
#include "ui/common/notelabel.h"
#include "ui/common/primarybutton.h"
#include "ui/common/tokens.h"
#include "ui/keys/teststeps.h"

#include <QAction>
#include <QComboBox>
#include <QEvent>
#include <QFontDatabase>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QToolButton>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr int labelWidth = 96;

ProviderDialog::ProviderDialog(Context context, QWidget *parent)
    : QDialog(parent), m_context(std::move(context)), m_name(new QLineEdit(this)),
      m_nameNote(new NoteLabel(this)), m_address(new QLineEdit(this)), m_addressNote(new NoteLabel(this)),
      m_wire(new QComboBox(this)), m_keyField(new QLineEdit(this)), m_keyNote(new NoteLabel(this)),
      m_moreButton(new QToolButton(this)), m_more(nullptr), m_headers(new QPlainTextEdit(this)),
      m_headersNote(new NoteLabel(this)), m_proxy(new QLineEdit(this)), m_proxyNote(new NoteLabel(this)),
      m_testTitle(new QLabel(tr("Test"), this)), m_steps(new TestSteps(this)),
      m_cancel(new QPushButton(tr("Cancel"), this)), m_anyway(new QPushButton(this)),
      m_main(new PrimaryButton(QString(), this)), m_echo(new QAction(this))
{
    setWindowTitle(m_context.edited ? tr("Change %1").arg(m_context.edited->name) : tr("Add a provider"));
    build();
    fill();
    for (QLineEdit *field : {m_name, m_address, m_keyField, m_proxy})
        connect(field, &QLineEdit::textChanged, this, &ProviderDialog::typed);
    connect(m_headers, &QPlainTextEdit::textChanged, this, &ProviderDialog::typed);
    connect(m_wire, &QComboBox::currentIndexChanged, this, &ProviderDialog::typed);
    connect(m_moreButton, &QToolButton::clicked, this, [this] { showMore(m_more->isHidden()); });
    connect(m_main, &QPushButton::clicked, this, &ProviderDialog::mainPressed);
    connect(m_anyway, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_cancel, &QPushButton::clicked, this, &ProviderDialog::reject);
    connect(m_echo, &QAction::toggled, this, [this](bool shown) {
        m_keyField->setEchoMode(shown ? QLineEdit::Normal : QLineEdit::Password);
        m_echo->setText(shown ? tr("Hide the key") : tr("Show the key"));
    });
    recolour();
    judge();
    resize(600, sizeHint().height());
    (m_context.edited ? m_address : m_name)->setFocus();
}

ProviderDialog::~ProviderDialog() = default;

// --- building
// ------------------------------------------------------------------------------------------------

/// A label, its field, and a note below the field.
static void addField(QGridLayout *grid, const QString &label, QWidget *field, NoteLabel *note)
{
    const int row = grid->rowCount();
    auto *words = new QLabel(label, field->parentWidget());
    words->setBuddy(field);
    words->setMinimumHeight(28);
    field->setMinimumHeight(28);
    grid->addWidget(words, row, 0, Qt::AlignTop);
    grid->addWidget(field, row, 1);
    if (note) {
        note->setContentsMargins(0, 0, 0, 6);
        grid->addWidget(note, row + 1, 1);
    }
    grid->setColumnMinimumWidth(0, labelWidth);
    grid->setColumnStretch(1, 1);
}

static QGridLayout *newGrid(QWidget *holder)
{
    auto *grid = new QGridLayout(holder);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(2);
    return grid;
}

QWidget *ProviderDialog::buildFields()
{
    auto *holder = new QWidget(this);
    m_name->setPlaceholderText(tr("my-lab"));
    m_name->setAccessibleName(tr("Name of the provider"));
    m_address->setPlaceholderText(u"https://llm.example.com/v1"_s);
    m_address->setAccessibleName(tr("Base address"));
    m_address->setInputMethodHints(Qt::ImhUrlCharactersOnly);
    m_wire->addItem(tr("OpenAI (most servers speak it)"), wireName(Wire::OpenAi));
    m_wire->addItem(tr("Anthropic"), wireName(Wire::Anthropic));
    m_wire->addItem(tr("Gemini"), wireName(Wire::Gemini));
    m_wire->addItem(tr("Ollama"), wireName(Wire::Ollama));
    m_wire->setAccessibleName(tr("Wire format"));
    m_keyField->setAccessibleName(tr("API key"));
    m_keyField->setEchoMode(QLineEdit::Password);
    m_keyField->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText |
                                    Qt::ImhNoAutoUppercase);
    m_keyField->setPlaceholderText(m_context.storedKeys > 0 ? tr("Kept in the keychain; enter one to add it")
                                                            : tr("Only if the server wants one"));
    m_echo->setCheckable(true);
    m_echo->setText(tr("Show the key"));
    m_keyField->addAction(m_echo, QLineEdit::TrailingPosition);
    QGridLayout *grid = newGrid(holder);
    addField(grid, tr("&Name"), m_name, m_nameNote);
    addField(grid, tr("&Address"), m_address, m_addressNote);
    addField(grid, tr("&Format"), m_wire, nullptr);
    grid->setRowMinimumHeight(grid->rowCount(), 8);
    addField(grid, tr("&Key"), m_keyField, m_keyNote);
    return holder;
}

QWidget *ProviderDialog::buildMore()
{
    m_more = new QWidget(this);
    m_headers->setTabChangesFocus(true);
    m_headers->setPlaceholderText(u"X-Team: research"_s);
    m_headers->setAccessibleName(tr("Headers of every request"));
    m_headers->setFont(sized(QFontDatabase::systemFont(QFontDatabase::FixedFont), -1));
    m_headers->setFixedHeight(m_headers->fontMetrics().lineSpacing() * 3 + 12);
    m_proxy->setPlaceholderText(tr("as all others"));
    m_proxy->setAccessibleName(tr("Proxy"));
    QGridLayout *grid = newGrid(m_more);
    addField(grid, tr("&Headers"), m_headers, m_headersNote);
    addField(grid, tr("&Proxy"), m_proxy, m_proxyNote);
    return m_more;
}

QWidget *ProviderDialog::buildTest()
{
    auto *holder = new QWidget(this);
    m_testTitle->setFont(sized(font(), 0, true));
    auto *column = new QVBoxLayout(holder);
    column->setContentsMargins(0, 8, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_testTitle);
    column->addWidget(m_steps);
    return holder;
}

void ProviderDialog::build()
{
    m_moreButton->setText(tr("&More: headers, proxy"));
    m_moreButton->setAutoRaise(true);
    m_moreButton->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_anyway);
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_main);
    for (QPushButton *button : {m_cancel, m_anyway}) {
        button->setAutoDefault(false);
        button->setMinimumHeight(32);
    }
    m_main->setDefault(true);
    m_main->setMinimumHeight(32);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(8);
    column->addWidget(buildFields());
    column->addWidget(m_moreButton, 0, Qt::AlignLeft);
    column->addWidget(buildMore());
    column->addWidget(buildTest());
    column->addStretch();
    column->addLayout(buttons);
    m_more->hide();
    setTabOrder({m_name, m_address, m_wire, m_keyField, m_moreButton, m_headers, m_proxy, m_main, m_anyway,
                 m_cancel});
}

void ProviderDialog::fill()
{
    if (!m_context.edited)
        return;
    const ProviderDraft kept = draftFrom(*m_context.edited);
    m_name->setText(kept.name);
    m_name->setReadOnly(true); // its models are called by it, in lineups and in the history
    m_address->setText(kept.address);
    m_wire->setCurrentIndex(m_wire->findData(wireName(kept.wire)));
    m_headers->setPlainText(kept.headers);
    m_proxy->setText(kept.proxy);
    if (!kept.headers.isEmpty() || !kept.proxy.isEmpty())
        showMore(true);
}

void ProviderDialog::showMore(bool more)
{
    m_more->setVisible(more);
    recolour();
    adjustSize();
}

// --- judging what is typed
// ------------------------------------------------------------------------------------

ProviderDraft ProviderDialog::draft() const
{
    const bool keyed = !m_keyField->text().trimmed().isEmpty();
    return {.name = m_name->text(),
            .address = m_address->text(),
            .wire = wireFromName(m_wire->currentData().toString()).value_or(Wire::OpenAi),
            .headers = m_headers->toPlainText(),
            .proxy = m_proxy->text(),
            .needsKey = keyed || (m_context.edited && m_context.edited->needsKey)};
}

ProviderRecord ProviderDialog::record() const
{
    return recordFrom(draft(), m_context.edited ? QSet<QString>() : m_context.taken)
        .value_or(ProviderRecord());
}

Secret ProviderDialog::key() const
{
    const auto key = cleanPasted(m_keyField->text().toUtf8());
    return key ? key->value : Secret();
}

/// Keys that are kept would follow to another host: that is said.
FieldNote ProviderDialog::addressNote() const
{
    const FieldNote note = noteOnAddress(m_address->text(), draft().wire);
    if (note.isWrong() || !m_context.edited || m_context.storedKeys == 0)
        return note;
    const QString before = QUrl(m_context.edited->baseUrl).host();
    const QString now = QUrl(m_address->text().trimmed()).host();
    if (now == before)
        return note;
    return {FieldNote::Kind::Warn,
            tr("Its %Ln keys will be sent to %1 from now on.", nullptr, int(m_context.storedKeys)).arg(now)};
}

void ProviderDialog::judge()
{
    const auto say = [](NoteLabel *label, FieldNote note, QWidget *field, bool empty) {
        // An empty field is told what it wants, not that it is wrong.
        if (empty && note.isWrong())
            note.kind = FieldNote::Kind::Fine;
        label->setNote(NoteLabel::Kind(int(note.kind)), note.text, field);
    };
    const FieldNote name =
        m_context.edited
            ? FieldNote{FieldNote::Kind::Fine, tr("Its models are called %1/MODEL.").arg(m_name->text())}
            : noteOnName(m_name->text(), m_context.taken);
    say(m_nameNote, name, m_name, m_name->text().isEmpty());
    say(m_addressNote, addressNote(), m_address, m_address->text().isEmpty());
    say(m_headersNote, noteOnHeaders(m_headers->toPlainText()), m_headers, false);
    const FieldNote proxy = noteOnProxy(m_proxy->text());
    say(m_proxyNote,
        proxy.text.isEmpty()
            ? FieldNote{FieldNote::Kind::Fine, tr("none, http://HOST:PORT or socks5://HOST:PORT")}
            : proxy,
        m_proxy, false);
    const QString typedKey = m_keyField->text().trimmed();
    const auto key = cleanPasted(typedKey.toUtf8());
    if (typedKey.isEmpty())
        m_keyNote->setNote(NoteLabel::Kind::Fine, tr("It goes to the system keychain and nowhere else."),
                           m_keyField);
    else
        m_keyNote->setNote(key ? NoteLabel::Kind::Fine : NoteLabel::Kind::Wrong,
                           key ? tr("It goes to the system keychain and nowhere else.") : key.error().message,
                           m_keyField);
    showMain();
}

bool ProviderDialog::isSound() const
{
    const bool keyFine =
        m_keyField->text().trimmed().isEmpty() || m_keyNote->kind() != NoteLabel::Kind::Wrong;
    return keyFine && recordFrom(draft(), m_context.edited ? QSet<QString>{} : m_context.taken).has_value();
}

/// What was tested is not what stands here now.
void ProviderDialog::typed()
{
    m_test.reset();
    m_tried = m_passed = false;
    m_steps->clear();
    judge();
}

// --- testing
// -------------------------------------------------------------------------------------------------

void ProviderDialog::showMain()
{
    const bool running = m_test && m_test->isRunning();
    const QString keep = m_context.edited ? tr("Save") : tr("Add");
    m_main->setText(running ? tr("Stop") : m_passed ? keep : m_tried ? tr("Test again") : tr("Test"));
    m_main->setGlyph(running ? u"stop"_s : m_passed ? u"done"_s : u"play"_s);
    m_main->setEnabled(running || isSound());
    m_anyway->setText(m_context.edited ? tr("Save without a test") : tr("Add without a test"));
    if (m_tried && !m_passed)
        m_anyway->setText(m_context.edited ? tr("Save it anyway") : tr("Add it anyway"));
    m_anyway->setEnabled(!running && isSound());
    m_anyway->setVisible(!m_passed);
}

void ProviderDialog::mainPressed()
{
    if (m_test && m_test->isRunning())
        m_test->cancel();
    else if (m_passed)
        accept();
    else
        test();
}

void ProviderDialog::test()
{
    if (!isSound())
        return;
    const ProviderRecord tried = record();
    const Secret typedKey = key();
    m_test = std::make_unique<ProviderTest>(m_context.way(QUrl(tried.baseUrl).host(), tried.proxy));
    connect(m_test.get(), &ProviderTest::rowChanged, this,
            [this](TestStep step) { m_steps->show(m_test->row(step)); });
    connect(m_test.get(), &ProviderTest::finished, this, &ProviderDialog::testEnded);
    m_tried = m_passed = false;
    m_test->start(vendorFrom(tried), typedKey.isEmpty() ? m_context.storedKey : typedKey);
    showMain();
}

void ProviderDialog::testEnded()
{
    m_tried = true;
    m_passed = m_test->passed();
    showMain();
    m_main->setFocus();
    Q_EMIT tested();
}

void ProviderDialog::reject()
{
    if (m_test)
        m_test->cancel();
    QDialog::reject();
}

void ProviderDialog::recolour()
{
    const Tokens t = Tokens::fromPalette(palette());
    m_echo->setIcon(lineIcon(u"eye"_s, t.text));
    m_moreButton->setIcon(lineIcon(m_more->isHidden() ? u"chevron-right"_s : u"chevron-down"_s, t.text));
}

void ProviderDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        recolour();
}

} // namespace Crossroads
