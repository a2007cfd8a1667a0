// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keys/keyspage.h"

#include "app/keys/openrouterconnect.h"
#include "ui/common/icons.h"
#include "ui/common/inlinebanner.h"
#include "ui/common/moneytext.h"
#include "ui/common/primarybutton.h"
#include "ui/common/tokens.h"
#include "ui/keys/importdialog.h"
#include "ui/keys/keycard.h"
#include "ui/keys/keyentrybar.h"
#include "ui/keys/keyrow.h"
#include "ui/keys/keywords.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QToolButton>

namespace Crossroads {

using namespace Qt::StringLiterals;
using Kind = InlineBanner::Kind;

// From this width of content on, cards stand in two columns.
static constexpr int twoColumnsFrom = 960;

KeysPage::KeysPage(Services &services, QWidget *parent)
    : QWidget(parent), m_services(services), m_ring(services.keyRing()), m_entry(new KeyEntryBar(this)),
      m_banner(new InlineBanner(this)), m_title(new QLabel(tr("Keys"), this)), m_count(new QLabel(this)),
      m_lock(new QLabel(this)), m_where(new QLabel(this)), m_testAll(new QPushButton(tr("&Test all"), this)),
      m_scroll(new QScrollArea(this)), m_content(new QWidget), m_columns(new QHBoxLayout(m_content)),
      m_left(new QVBoxLayout), m_right(new QVBoxLayout),
      m_open([](const QUrl &url) { QDesktopServices::openUrl(url); })
{
    build();
    connectRing();
    auto *paste = new QShortcut(QKeySequence::Paste, this);
    paste->setContext(Qt::WidgetWithChildrenShortcut);
    connect(paste, &QShortcut::activated, this,
            [this] { m_entry->take(QGuiApplication::clipboard()->text()); });
    m_second.setInterval(1'000);
    connect(&m_second, &QTimer::timeout, this, &KeysPage::refreshRows);
}

KeysPage::~KeysPage() = default;

// --- building
// ------------------------------------------------------------------------------------------------

namespace {
/// A 1 px separator below its content.
class Headed : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(QRect(0, height() - 1, width(), 1), Tokens::fromPalette(palette()).sep);
    }
};
} // namespace

namespace {
/// A 1 px separator above its content.
class Lined : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(QRect(0, 0, width(), 1), Tokens::fromPalette(palette()).sep);
    }
};
} // namespace

QWidget *KeysPage::buildHead()
{
    auto *head = new Headed(this);
    m_title->setFont(sized(font(), 2, true));
    for (QLabel *label : {m_count, m_where}) {
        label->setTextFormat(Qt::PlainText);
        label->setFont(sized(font(), -1));
    }
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(16, 8, 16, 8);
    row->setSpacing(8);
    row->addWidget(m_title);
    row->addWidget(m_count);
    row->addStretch();
    row->addWidget(m_lock);
    row->addWidget(m_where);
    row->addWidget(m_testAll);
    head->setMinimumHeight(48);
    return head;
}

void KeysPage::build()
{
    auto *entryFrame = new Headed(this);
    auto *entryColumn = new QVBoxLayout(entryFrame);
    entryColumn->setContentsMargins(0, 0, 0, 1);
    entryColumn->addWidget(m_entry);
    auto *bannerRow = new QHBoxLayout;
    bannerRow->setContentsMargins(16, 8, 16, 0);
    bannerRow->addWidget(m_banner);
    m_banner->hide();
    m_columns->setContentsMargins(16, 16, 16, 16);
    m_columns->setSpacing(16);
    for (QVBoxLayout *column : {m_left, m_right}) {
        column->setSpacing(16);
        m_columns->addLayout(column, 1);
    }
    m_scroll->setWidget(m_content);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_content->setAutoFillBackground(false);
    auto *foot =
        new QLabel(tr("Keys are tried in this order, top to bottom; a key that answers 401, 402 or 429 "
                      "rests and the next one takes over."),
                   this);
    foot->setFont(sized(font(), -1));
    foot->setContentsMargins(16, 5, 16, 5);
    foot->setWordWrap(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHead());
    column->addWidget(entryFrame);
    column->addLayout(bannerRow);
    column->addWidget(m_scroll, 1);
    column->addWidget(foot);
    connect(m_testAll, &QPushButton::clicked, this, &KeysPage::testAll);
    connect(m_entry, &KeyEntryBar::submitted, this, &KeysPage::submit);
    connect(m_entry, &KeyEntryBar::listPasted, this, &KeysPage::importKeys);
    connect(m_entry, &KeyEntryBar::cleared, this, [this] { m_replaced.clear(); });
    connect(m_entry->importButton(), &QPushButton::clicked, this, [this] { importKeys(); });
    connect(m_entry->connectButton(), &QPushButton::clicked, this, &KeysPage::connectOpenRouter);
    QList<Vendor> vendors = knownVendors();
    for (const Vendor &vendor : m_services.vendors()) {
        const auto known =
            std::ranges::find_if(vendors, [&](const Vendor &v) { return v.slug == vendor.slug; });
        if (known == vendors.end())
            vendors.append(vendor);
        else
            *known = vendor;
    }
    m_entry->setVendors(vendors);
    recolour();
}

void KeysPage::connectRing()
{
    connect(&m_ring, &KeyRing::changed, this, &KeysPage::rebuild);
    connect(&m_ring, &KeyRing::conditionChanged, this, &KeysPage::refreshRows);
    connect(&m_ring, &KeyRing::problemChanged, this, &KeysPage::showKeychain);
    connect(&m_ring, &KeyRing::failed, this,
            [this](const Error &error) { say(int(Kind::Error), error.message, error.hint); });
}

const Vendor KeysPage::vendorOf(const QString &slug) const
{
    const auto found = m_services.vendors().constFind(slug);
    return found != m_services.vendors().cend()
               ? *found
               : Vendor{.slug = slug, .name = slug, .baseUrl = {}, .keyEnv = {}};
}

void KeysPage::rebuild()
{
    if (!isVisible()) {
        m_stale = true; // a page that nobody looks at costs nothing
        return;
    }
    m_stale = false;
    m_rows.clear();
    for (QWidget *block : std::as_const(m_blocks)) {
        block->hide();
        block->deleteLater();
    }
    m_blocks.clear();
    addCards();
    place();
    refreshHead();
    refreshRows();
}

void KeysPage::addCards()
{
    QHash<QString, QList<const KeyEntry *>> byProvider;
    for (const KeyEntry &entry : m_ring.keys())
        byProvider[entry.record.provider].append(&entry);
    QStringList providers = byProvider.keys();
    std::ranges::sort(providers, [this](const QString &a, const QString &b) {
        return vendorOf(a).name.localeAwareCompare(vendorOf(b).name) < 0;
    });
    if (providers.isEmpty())
        m_blocks.append(emptyState());
    for (const QString &slug : std::as_const(providers))
        m_blocks.append(providerCard(slug, byProvider[slug]));
    m_blocks.append(localCard());
    m_blocks.append(sandboxCard());
}

QWidget *KeysPage::emptyState()
{
    auto *words =
        new QLabel(tr("No keys yet. Paste one anywhere on this page: its provider is recognised by its "
                      "format. Or connect OpenRouter: one key there reaches hundreds of models."),
                   m_content);
    words->setWordWrap(true);
    words->setAlignment(Qt::AlignCenter);
    words->setMargin(32);
    return words;
}

static QString wireText(const Vendor &vendor)
{
    return KeysPage::tr("%1 · %2 wire").arg(vendor.baseUrl.toDisplayString(), QString(wireName(vendor.wire)));
}

KeyCard *KeysPage::providerCard(const QString &slug, const QList<const KeyEntry *> &keys)
{
    const Vendor vendor = vendorOf(slug);
    auto *card = new KeyCard(vendor.name, vendor.baseUrl.host(), m_content);
    card->setToolTip(wireText(vendor));
    QToolButton *add = card->addButton(u"add"_s, tr("Add"), tr("Add a key of %1").arg(vendor.name));
    connect(add, &QToolButton::clicked, this, [this, slug] { m_entry->askFor(slug); });
    QToolButton *more = card->addButton(u"more"_s, {}, tr("More about %1").arg(vendor.name));
    auto *menu = new QMenu(more);
    menu->addAction(wireText(vendor))->setEnabled(false);
    const auto link = [&](const QString &text, const QUrl &url) {
        if (url.isValid() && !url.isEmpty())
            menu->addAction(text, this, [this, url] { m_open(url); })->setToolTip(url.toDisplayString());
    };
    link(tr("&Key page"), vendor.keysUrl);
    link(tr("&Documentation"), vendor.docsUrl);
    link(tr("&Top up"), vendor.topUpUrl);
    connect(more, &QToolButton::clicked, menu,
            [more, menu] { menu->popup(more->mapToGlobal(QPoint(0, more->height()))); });
    for (const KeyEntry *entry : keys) {
        auto *row = new KeyRow(*entry, vendor, card);
        connectRow(row, entry->record.id);
        m_rows.insert(entry->record.id, row);
        card->addRow(row);
    }
    connect(card, &KeyCard::dropped, this,
            [this](const QString &id, int position) { m_ring.move(id, position); });
    return card;
}

QWidget *KeysPage::plainRow(const QString &icon, const QString &name, const QString &about, bool running,
                            const QString &word)
{
    const Tokens t = Tokens::fromPalette(palette());
    auto *row = new Lined(m_content);
    auto *picture = new QLabel(row);
    picture->setPixmap(lineIcon(icon, t.text).pixmap(QSize(16, 16), devicePixelRatio()));
    auto *label = new QLabel(name, row);
    auto *place = new QLabel(about, row);
    auto *mark = new QLabel(row);
    mark->setPixmap(lineIcon(running ? u"done"_s : u"queued"_s, running ? t.ok : t.muted)
                        .pixmap(QSize(16, 16), devicePixelRatio()));
    auto *state = new QLabel(word, row);
    for (QLabel *small : {place, state}) {
        small->setFont(sized(font(), -1));
        QPalette p = small->palette();
        p.setColor(QPalette::WindowText, small == state && running ? t.ok : t.muted);
        small->setPalette(p);
    }
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(12, 4, 16, 4);
    line->setSpacing(8);
    line->addWidget(picture);
    line->addWidget(label);
    line->addWidget(place, 1);
    line->addWidget(mark);
    line->addWidget(state);
    row->setMinimumHeight(44);
    row->setAccessibleName(u"%1, %2, %3"_s.arg(name, about, word));
    return row;
}

KeyCard *KeysPage::localCard()
{
    auto *card = new KeyCard(tr("On this computer"), tr("no key needed"), m_content);
    QToolButton *look =
        card->addButton(u"again"_s, tr("Look again"), tr("Look for servers on this computer"));
    connect(look, &QToolButton::clicked, this, &KeysPage::lookForServers);
    const bool searching = m_services.settings().findLocalServers;
    look->setEnabled(searching);
    for (const Vendor &vendor : knownVendors()) {
        if (!vendor.local)
            continue;
        const auto found = std::ranges::find_if(
            m_servers, [&](const LocalServer &server) { return server.provider == vendor.slug; });
        const bool running = found != m_servers.end() && found->running;
        QString place = u"%1:%2"_s.arg(vendor.baseUrl.host()).arg(vendor.baseUrl.port());
        if (running)
            place += found->models == 1 ? tr(", 1 model") : tr(", %1 models").arg(found->models);
        card->addRow(plainRow(u"monitor"_s, vendor.name, place, running,
                              running     ? tr("Running")
                              : searching ? tr("Not running")
                                          : tr("Not looked for")));
    }
    return card;
}

KeyCard *KeysPage::sandboxCard()
{
    auto *card = new KeyCard(tr("Sandbox"), tr("built in"), m_content);
    card->addRow(plainRow(u"flask"_s, tr("Simulated models over loopback"), tr("for trying things out"),
                          false, tr("Simulated")));
    return card;
}

/// Cards go to the shorter column, so that both end at about the same height.
void KeysPage::place()
{
    for (QVBoxLayout *column : {m_left, m_right}) {
        while (column->count() > 0)
            delete column->takeAt(0);
    }
    int leftHeight = 0, rightHeight = 0;
    for (QWidget *block : std::as_const(m_blocks)) {
        const int height = block->sizeHint().height() + 16;
        const bool left = !m_twoColumns || leftHeight <= rightHeight;
        (left ? m_left : m_right)->addWidget(block);
        (left ? leftHeight : rightHeight) += height;
        block->show();
    }
    m_left->addStretch();
    m_right->addStretch();
    m_columns->setStretch(1, m_twoColumns ? 1 : 0);
    m_columns->setSpacing(m_twoColumns ? 16 : 0);
}

QList<KeyCard *> KeysPage::cards() const
{
    QList<KeyCard *> all;
    for (QWidget *block : m_blocks) {
        if (auto *card = qobject_cast<KeyCard *>(block))
            all.append(card);
    }
    return all;
}

// --- showing
// -------------------------------------------------------------------------------------------------

QString KeysPage::otherLabel(const KeyEntry &entry) const
{
    const qint64 now = m_services.clock().wallMs();
    for (const KeyEntry &other : m_ring.keys()) {
        if (other.record.provider == entry.record.provider && other.record.id != entry.record.id &&
            other.record.enabled && !other.problem && !other.isOverLimit() &&
            m_services.keyHealth().usable(other.record.id, now))
            return other.record.label;
    }
    return {};
}

void KeysPage::refreshRows()
{
    const qint64 now = m_services.clock().wallMs();
    bool resting = false;
    for (const KeyEntry &entry : m_ring.keys()) {
        if (KeyRow *row = m_rows.value(entry.record.id)) {
            row->setBusy(m_testing.contains(entry.record.id));
            row->show(entry, otherLabel(entry), now);
            resting |= row->isResting();
        }
    }
    if (resting && isVisible())
        m_second.start();
    else if (!resting)
        m_second.stop();
}

void KeysPage::refreshHead()
{
    QSet<QString> providers;
    for (const KeyEntry &entry : m_ring.keys())
        providers.insert(entry.record.provider);
    const int keys = int(m_ring.keys().size());
    m_count->setText(keys == 0 ? QString()
                               : tr("%1 in %2")
                                     .arg(keys == 1 ? tr("1 key") : tr("%1 keys").arg(keys),
                                          providers.size() == 1 ? tr("1 service")
                                                                : tr("%1 services").arg(providers.size())));
    m_testAll->setVisible(keys > 0);
    showKeychain();
}

/// Where keys are kept, and what stands in the way.
void KeysPage::showKeychain()
{
    m_services.keychain().probe().then(this, [this](const KeychainResult<void> &state) {
        const Tokens t = Tokens::fromPalette(palette());
        m_lock->setPixmap(
            lineIcon(u"lock"_s, state ? t.ok : t.warn).pixmap(QSize(16, 16), devicePixelRatio()));
        m_where->setText(state ? tr("Stored in %1. Never in a file, a log or an export.")
                                     .arg(m_services.keychain().serviceName())
                               : keychainError(state.error()).message);
        const auto problem = m_ring.problem();
        if (problem && !m_ring.keys().isEmpty() && !m_banner->isVisibleTo(this)) {
            const Error error = keychainError(*problem);
            m_keychainBanner = true;
            say(int(Kind::Warn), error.message, error.hint);
            connect(m_banner->addAction(tr("Try again")), &QPushButton::clicked, this, [this] {
                m_banner->hide();
                m_ring.load();
            });
        } else if (!problem && m_keychainBanner) {
            m_keychainBanner = false;
            m_banner->hide();
        }
    });
}

void KeysPage::say(int kind, const QString &headline, const QString &more)
{
    m_banner->setMessage(Kind(kind), headline, more);
    m_banner->show();
}

void KeysPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (event->spontaneous())
        return;
    if (m_stale)
        rebuild();
    m_ring.load(); // another process may have changed them
    lookForServers();
    m_entry->field()->setFocus();
}

void KeysPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const bool two = width() >= twoColumnsFrom;
    if (two == m_twoColumns)
        return;
    m_twoColumns = two;
    place();
}

void KeysPage::recolour()
{
    const Tokens t = Tokens::fromPalette(palette());
    QPalette p = m_count->palette();
    p.setColor(QPalette::WindowText, t.muted);
    m_count->setPalette(p);
}

void KeysPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange || !m_scroll || m_blocks.isEmpty())
        return;
    recolour();
    rebuild();
}

// --- adding
// --------------------------------------------------------------------------------------------------

void KeysPage::submit(const Secret &value, const QString &provider)
{
    m_banner->hide();
    m_entry->setBusy(true);
    testKey(m_services.http(), vendorOf(provider), value)
        .then(this, [this, value, provider](const KeyReport &report) {
            m_entry->setBusy(false);
            afterTest(value, provider, report);
        });
}

void KeysPage::afterTest(const Secret &value, const QString &provider, const KeyReport &report)
{
    if (!m_replaced.isEmpty() && !report.error) {
        replaceWith(value, report);
        return;
    }
    const NewKey key{.provider = provider, .label = {}, .value = value};
    // Refused by its provider: nothing is stored unasked. Resting or without credit, it is a good key.
    const bool genuine = !report.error || report.error->kind == ErrorKind::RateLimited ||
                         report.error->kind == ErrorKind::Payment;
    if (genuine) {
        store(key, report);
        return;
    }
    const bool refused = report.error->kind == ErrorKind::Authentication;
    say(int(Kind::Error),
        refused ? tr("%1 refuses this key (%2).").arg(vendorOf(provider).name).arg(report.error->httpStatus)
                : tr("The key could not be tested."),
        refused ? tr("Nothing was stored. Check that it was copied whole, and that it is of %1.")
                      .arg(vendorOf(provider).name)
                : tr("%1 Nothing was stored.").arg(report.error->message));
    connect(m_banner->addAction(tr("Add it anyway")), &QPushButton::clicked, this, [this, key, report] {
        m_banner->hide();
        store(key, report);
    });
    connect(m_banner->addAction(tr("Test again")), &QPushButton::clicked, this,
            [this, value, provider] { submit(value, provider); });
}

void KeysPage::replaceWith(const Secret &value, const KeyReport &report)
{
    m_ring.replace(m_replaced, value)
        .then(this, [this, id = m_replaced, value, report](const Result<void> &done) {
            if (!done) {
                say(int(Kind::Error), done.error().message, done.error().hint);
                return;
            }
            m_ring.takeReport(id, report);
            m_entry->clear();
            offerClipboard(tr("The key was replaced."), value);
        });
}

void KeysPage::store(const NewKey &key, const std::optional<KeyReport> &report)
{
    m_ring.add(key).then(this, [this, key, report](const Result<QString> &id) { stored(key, report, id); });
}

void KeysPage::stored(const NewKey &key, const std::optional<KeyReport> &report, const Result<QString> &id)
{
    if (!id && m_ring.problem() && !key.sessionOnly) {
        offerSession(key, report, id.error());
        return;
    }
    if (!id) {
        say(int(Kind::Error), id.error().message, id.error().hint);
        return;
    }
    if (report)
        m_ring.takeReport(*id, *report);
    m_entry->clear();
    offerClipboard(tr("The key of %1 was added.").arg(vendorOf(key.provider).name), key.value);
}

void KeysPage::offerSession(const NewKey &key, const std::optional<KeyReport> &report, const Error &why)
{
    m_keychainBanner = false;
    say(int(Kind::Warn), why.message, tr("Keys can stay in memory until you quit. %1").arg(why.hint));
    connect(m_banner->addAction(tr("Keep for this session")), &QPushButton::clicked, this,
            [this, key, report] {
                m_banner->hide();
                NewKey kept = key;
                kept.sessionOnly = true; // the explicit yes
                store(kept, report);
            });
    connect(m_banner->addAction(tr("Try again")), &QPushButton::clicked, this, [this, key, report] {
        m_banner->hide();
        store(key, report);
    });
}

void KeysPage::offerClipboard(const QString &headline, const Secret &value)
{
    if (!SecretClipboard::holds(value)) {
        say(int(Kind::Ok), headline);
        return;
    }
    say(int(Kind::Ok), headline, tr("It is still on the clipboard, where other programs can read it."));
    connect(m_banner->addAction(tr("Clear the clipboard")), &QPushButton::clicked, this, [this, value] {
        SecretClipboard::clearIf(value);
        m_banner->hide();
    });
}

void KeysPage::importKeys(const QString &pasted)
{
    ImportDialog dialog(m_ring, m_services.vendors().values(), this);
    if (!pasted.isEmpty())
        dialog.takeText(pasted);
    if (dialog.exec() == QDialog::Accepted)
        addAll(dialog.chosen(), 0);
}

/// One after the other; the first that the keychain refuses ends it, the rest is said.
void KeysPage::addAll(QList<NewKey> keys, int done)
{
    if (keys.isEmpty()) {
        say(int(Kind::Ok), done == 1 ? tr("1 key was added.") : tr("%1 keys were added.").arg(done),
            tr("Nothing was sent. Test them when you like."));
        connect(m_banner->addAction(tr("Test all")), &QPushButton::clicked, this, &KeysPage::testAll);
        return;
    }
    const NewKey key = keys.takeFirst();
    m_ring.add(key).then(this, [this, keys, done](const Result<QString> &id) {
        if (id)
            addAll(keys, done + 1);
        else if (id.error().kind == ErrorKind::WrongUse)
            addAll(keys, done); // it is there already
        else
            say(int(Kind::Error), id.error().message,
                tr("Added before that: %1. %2").arg(done).arg(id.error().hint));
    });
}

void KeysPage::connectOpenRouter()
{
    const Vendor vendor = vendorOf(u"openrouter"_s);
    m_connection = std::make_unique<OpenRouterConnect>(m_services.http(), vendor);
    connect(m_connection.get(), &OpenRouterConnect::finished, this, [this](const Result<Secret> &key) {
        if (key)
            store({.provider = u"openrouter"_s,
                   .label = tr("Connected account"),
                   .value = *key,
                   .origin = u"connected"_s},
                  KeyReport());
        else if (key.error().kind == ErrorKind::Cancelled)
            m_banner->hide();
        else
            say(int(Kind::Error), key.error().message, key.error().hint);
    });
    const auto page = m_connection->start();
    if (!page) {
        say(int(Kind::Error), page.error().message, page.error().hint);
        return;
    }
    m_open(*page);
    say(int(Kind::Info), tr("Go on in your browser."),
        tr("OpenRouter asks whether Crossroads may have a key. This page waits five minutes."));
    connect(m_banner->addAction(tr("Open the browser again")), &QPushButton::clicked, this,
            [this, url = *page] { m_open(url); });
    connect(m_banner->addAction(tr("Cancel")), &QPushButton::clicked, m_connection.get(),
            &OpenRouterConnect::cancel);
}

// --- one key
// -------------------------------------------------------------------------------------------------

void KeysPage::connectRow(KeyRow *row, const QString &id)
{
    connect(row, &KeyRow::enabledAsked, this, [this, id](bool on) { m_ring.setEnabled(id, on); });
    connect(row, &KeyRow::testAsked, this, [this, id] { test(id); });
    connect(row, &KeyRow::replaceAsked, this, [this, id] {
        const KeyEntry *entry = m_ring.find(id);
        if (!entry)
            return;
        m_entry->askFor(entry->record.provider, entry->record.label);
        m_replaced = id;
    });
    connect(row, &KeyRow::renameAsked, this, [this, id] { rename(id); });
    connect(row, &KeyRow::limitAsked, this, [this, id] { limit(id); });
    connect(row, &KeyRow::copyAsked, this, [this, id] { copy(id); });
    connect(row, &KeyRow::removeAsked, this, [this, id] { remove(id); });
    connect(row, &KeyRow::linkAsked, this, [this](const QUrl &url) { m_open(url); });
    // Queued: the move rebuilds the row that asks.
    connect(
        row, &KeyRow::moveAsked, this,
        [this, id](int step) {
            int position = 0;
            const KeyEntry *entry = m_ring.find(id);
            for (const KeyEntry &other : m_ring.keys()) {
                if (entry && other.record.provider == entry->record.provider &&
                    other.record.position < entry->record.position)
                    ++position;
            }
            m_ring.move(id, std::max(0, position + step));
            if (KeyRow *moved = m_rows.value(id))
                moved->findChild<QToolButton *>()->setFocus();
        },
        Qt::QueuedConnection);
}

void KeysPage::test(const QString &id)
{
    const KeyEntry *entry = m_ring.find(id);
    const Secret value = m_ring.value(id);
    if (!entry || value.isEmpty() || m_testing.contains(id))
        return;
    const QString name = vendorOf(entry->record.provider).name;
    m_testing.insert(id);
    refreshRows();
    testKey(m_services.http(), vendorOf(entry->record.provider), value)
        .then(this, [this, id, name](const KeyReport &report) {
            m_testing.remove(id);
            m_ring.takeReport(id, report);
            const bool ofKey = !report.error || report.error->kind == ErrorKind::Authentication ||
                               report.error->kind == ErrorKind::Payment ||
                               report.error->kind == ErrorKind::RateLimited;
            if (!ofKey)
                say(int(Kind::Warn), tr("%1 could not be asked.").arg(name),
                    u"%1 %2"_s.arg(report.error->message, report.error->hint));
            refreshRows();
        });
}

void KeysPage::testAll()
{
    for (const KeyEntry &entry : m_ring.keys()) {
        if (entry.record.enabled)
            test(entry.record.id);
    }
}

void KeysPage::rename(const QString &id)
{
    const KeyEntry *entry = m_ring.find(id);
    bool ok = false;
    const QString label = entry ? QInputDialog::getText(this, tr("Rename the key"), tr("Its name:"),
                                                        QLineEdit::Normal, entry->record.label, &ok)
                                : QString();
    if (ok)
        m_ring.setLabel(id, label);
}

void KeysPage::limit(const QString &id)
{
    const KeyEntry *entry = m_ring.find(id);
    if (!entry)
        return;
    bool ok = false;
    const QString now = entry->record.limit ? entry->record.limit->toDecimal() : QString();
    const QString text =
        QInputDialog::getText(this, tr("Spending limit"),
                              tr("Most US dollars to spend with this key in a month; empty for no limit:"),
                              QLineEdit::Normal, now, &ok)
            .trimmed();
    if (!ok)
        return;
    const auto money = Money::fromDecimal(QString(text).remove(u'$').trimmed().toUtf8());
    if (text.isEmpty())
        m_ring.setLimit(id, std::nullopt);
    else if (money && money->pico >= 0)
        m_ring.setLimit(id, money);
    else
        say(int(Kind::Warn), tr("\u201c%1\u201d is no amount.").arg(text), tr("Write it as in 12.50."));
}

void KeysPage::copy(const QString &id)
{
    const Secret value = m_ring.value(id);
    const int seconds = m_services.settings().clipboardSeconds;
    if (value.isEmpty())
        return;
    m_clipboard.copy(value, seconds);
    say(int(Kind::Info), tr("The key is on the clipboard."),
        tr("It is taken off again in %1 s, and clipboard histories are asked to leave it out.").arg(seconds));
}

/// At once, and with a way back: the value is still here until the banner goes.
void KeysPage::remove(const QString &id)
{
    const KeyEntry *entry = m_ring.find(id);
    if (!entry)
        return;
    const NewKey again{.provider = entry->record.provider,
                       .label = entry->record.label,
                       .value = m_ring.value(id),
                       .origin = entry->record.origin,
                       .sessionOnly = entry->sessionOnly};
    m_ring.remove(id).then(this, [this, again](const Result<void> &removed) {
        if (!removed) {
            say(int(Kind::Error), removed.error().message, removed.error().hint);
            return;
        }
        say(int(Kind::Info),
            tr("\u201c%1\u201d of %2 was removed.").arg(again.label, vendorOf(again.provider).name),
            tr("It still works at its provider until it is revoked there."));
        if (!again.value.isEmpty())
            connect(m_banner->addAction(tr("Undo")), &QPushButton::clicked, this, [this, again] {
                m_banner->hide();
                store(again, std::nullopt);
            });
        const QUrl url = vendorOf(again.provider).keysUrl;
        if (url.isValid() && !url.isEmpty())
            connect(m_banner->addAction(tr("Revoke it there")), &QPushButton::clicked, this,
                    [this, url] { m_open(url); });
    });
}

void KeysPage::lookForServers()
{
    if (!m_services.settings().findLocalServers)
        return;
    findLocalServers(m_services.http(), knownVendors()).then(this, [this](const QList<LocalServer> &servers) {
        if (servers == m_servers)
            return;
        m_servers = servers;
        rebuild();
    });
}

} // namespace Crossroads
