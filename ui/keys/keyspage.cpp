// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keys/keyspage.h"

#include "app/keys/openrouterconnect.h"
#include "ui/common/icons.h"
#include "ui/common/inlinebanner.h"
#include "ui/common/moneytext.h"
#include "ui/common/primarybutton.h"
#include "ui/common/tokens.h"
#include "ui/keys/keycard.h"
#include "ui/keys/keyentrybar.h"
#include "ui/keys/keyrow.h"
#include "ui/keys/keywords.h"
#include "ui/keys/ownproviders.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QHBoxLayout>
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
      m_lock(new QLabel(this)), m_where(new QLabel(this)),
      m_addProvider(new QPushButton(tr("Add a &provider…"), this)),
      m_testAll(new QPushButton(tr("&Test all"), this)), m_scroll(new QScrollArea(this)),
      m_content(new QWidget), m_columns(new QHBoxLayout(m_content)), m_left(new QVBoxLayout),
      m_right(new QVBoxLayout), m_own(new OwnProviders(services, this)),
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
    m_count->setObjectName(u"key-count"_s);
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
    row->addWidget(m_addProvider);
    row->addWidget(m_testAll);
    for (QPushButton *button : {m_addProvider, m_testAll})
        button->setMinimumHeight(28);
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
    m_foot = new QLabel(tr("Keys are tried in this order, top to bottom; a key that answers 401, 402 or 429 "
                           "rests and the next one takes over."),
                        this);
    m_foot->setFont(sized(font(), -1));
    m_foot->setContentsMargins(16, 5, 16, 5);
    m_foot->setWordWrap(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHead());
    column->addWidget(entryFrame);
    column->addLayout(bannerRow);
    column->addWidget(m_scroll, 1);
    column->addWidget(m_foot);
    connect(m_testAll, &QPushButton::clicked, this, &KeysPage::testAll);
    connect(m_entry, &KeyEntryBar::submitted, this, &KeysPage::submit);
    connect(m_entry, &KeyEntryBar::listPasted, this, &KeysPage::importKeys);
    connect(m_entry, &KeyEntryBar::cleared, this, [this] { m_replaced.clear(); });
    connect(m_entry->importButton(), &QPushButton::clicked, this, [this] { importKeys(); });
    connect(m_entry->connectButton(), &QPushButton::clicked, this, &KeysPage::connectOpenRouter);
    connect(m_addProvider, &QPushButton::clicked, this, &KeysPage::addProvider);
    fillVendors();
    recolour();
}

/// The known ones first, each at the address that it has in this process; then the person's own.
void KeysPage::fillVendors()
{
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
}

void KeysPage::addProvider()
{
    m_own->add();
}

void KeysPage::connectRing()
{
    connect(&m_services.customProviders(), &CustomProviders::changed, this, [this] {
        fillVendors();
        rebuild();
    });
    connect(m_own, &OwnProviders::said, this, &KeysPage::say);
    connect(m_own, &OwnProviders::keyGiven, this, [this](const NewKey &key, bool tested) {
        store(key, tested ? std::optional(KeyReport()) : std::nullopt);
    });
    connect(&m_services.shelf(), &CatalogShelf::changed, this, [this] {
        if (!m_services.customProviders().all().isEmpty())
            rebuild(); // their models were counted
    });
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
    for (const ProviderRecord &own : m_services.customProviders().all()) {
        if (!byProvider.contains(own.slug))
            providers.append(own.slug);
    }
    std::ranges::sort(providers, [this](const QString &a, const QString &b) {
        return vendorOf(a).name.localeAwareCompare(vendorOf(b).name) < 0;
    });
    if (m_ring.keys().isEmpty())
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
    if (m_services.customProviders().find(slug))
        m_own->addActions(*menu, slug);
    connect(more, &QToolButton::clicked, menu,
            [more, menu] { menu->popup(more->mapToGlobal(QPoint(0, more->height()))); });
    for (const KeyEntry *entry : keys) {
        auto *row = new KeyRow(*entry, vendor, card);
        connectRow(row, entry->record.id);
        m_rows.insert(entry->record.id, row);
        card->addRow(row);
    }
    if (const ProviderRecord *own = m_services.customProviders().find(slug)) {
        card->setToolTip(wireText(vendor));
        card->addRow(ownRow(*own, keys.isEmpty()));
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

/// What is known of a provider that the person described: its models, and whether it wants a key.
QWidget *KeysPage::ownRow(const ProviderRecord &own, bool keyless)
{
    const CatalogSource *list = m_services.catalog().source(own.slug);
    if (list && list->checkedMs == 0) // forgotten, or never read
        list = nullptr;
    const QString models = !list ? tr("Models not read yet") : tr("%Ln models", nullptr, int(list->offers));
    const QString about = !list                     ? tr("call one as %1/MODEL").arg(own.slug)
                          : keyless && own.needsKey ? tr("no key yet")
                          : keyless                 ? tr("no key needed")
                                                    : QString();
    return plainRow(u"list"_s, models, about, list != nullptr,
                    list ? tr("Read %1").arg(whenText(list->checkedMs, m_services.clock().wallMs()))
                         : tr("Untested"));
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
            place += tr(", %Ln models", nullptr, int(found->models));
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
                                     .arg(tr("%Ln keys", nullptr, keys),
                                          tr("%Ln services", nullptr, int(providers.size()))));
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
        m_lock->setToolTip(m_where->text()); // where there is no room for the words
        m_lock->setAccessibleName(m_where->text());
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
    const bool two = width() >= grown(twoColumnsFrom, font());
    if (two == m_twoColumns)
        return;
    m_twoColumns = two;
    m_where->setVisible(two);
    place();
}

void KeysPage::recolour()
{
    const Tokens t = Tokens::fromPalette(palette());
    QPalette p = m_count->palette();
    p.setColor(QPalette::WindowText, t.muted);
    for (QLabel *label : {m_count, m_foot})
        label->setPalette(p);
}

void KeysPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange || !m_scroll)
        return;
    recolour();
    if (!m_blocks.isEmpty())
        rebuild();
}

} // namespace Crossroads
