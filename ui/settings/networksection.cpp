// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/http/httpclient.h"
#include "ui/common/editend.h"
#include "ui/common/notelabel.h"
#include "ui/common/tokens.h"
#include "ui/settings/authoritylist.h"
#include "ui/settings/listeditor.h"
#include "ui/settings/sections.h"

#include <QComboBox>
#include <QLineEdit>
#include <QSpinBox>
#include <QUrl>

namespace Crossroads {

using namespace Qt::StringLiterals;

/// A proxy's text; \p empty says what to write where there is nothing.
static QString proxyProblem(const QString &text)
{
    const QString proxy = text.trimmed();
    if (proxy.isEmpty())
        return NetworkSection::tr("Write none, http://HOST:PORT or socks5://HOST:PORT.");
    if (withoutCredentials(proxy) != proxy)
        return NetworkSection::tr("A password does not belong here: settings are kept in a file.");
    const auto checked = checkProxy(proxy);
    return checked ? QString() : u"%1 %2"_s.arg(checked.error().message, checked.error().hint);
}

NetworkSection::NetworkSection(QWidget *parent)
    : SettingsSection(parent), m_way(new QComboBox(this)), m_proxy(new QLineEdit(this)),
      m_proxyNote(new NoteLabel(this)),
      m_proxies(new ListEditor(tr("Choose a provider"),
                               {{tr("Proxy"), proxyProblem, 240, u"none, http://HOST:PORT"_s}}, this)),
      m_authorities(new AuthorityList(this))
{
    buildProxies();
    addHeading(tr("Certificates"));
    addRemark(tr("A company's own authority, where its proxy needs one. Trusted besides the system's."));
    addWide(m_authorities);
    buildTimeouts();
    addEnd();
    connect(m_authorities, &AuthorityList::changed, this, [this] {
        if (!isShowing())
            Q_EMIT changed([files = m_authorities->files()](Settings &s) { s.caFiles = files; });
    });
}

void NetworkSection::buildProxies()
{
    m_way->addItem(tr("As the system says"), u"system"_s);
    m_way->addItem(tr("None"), u"none"_s);
    m_way->addItem(tr("This one"), QString());
    m_way->setMaximumWidth(grown(200, font()));
    m_proxy->setPlaceholderText(u"http://HOST:PORT"_s);
    m_proxy->setAccessibleName(tr("Address of the proxy"));
    m_proxy->setMaximumWidth(grown(280, font()));
    addHeading(tr("Proxy"));
    addRow(tr("&Proxy for everything"), m_way);
    addRow(tr("A&ddress"), m_proxy, m_proxyNote);
    addHeading(tr("Proxies of single providers"));
    addWide(m_proxies);
    connect(m_way, &QComboBox::currentIndexChanged, this, &NetworkSection::proxyChosen);
    connect(m_proxy, &QLineEdit::textChanged, this, [this] { judgeProxy(); });
    connect(new EditEnd(m_proxy), &EditEnd::finished, this, &NetworkSection::takeProxy);
    connect(m_proxies, &ListEditor::changed, this, [this] {
        QHash<QString, QString> proxies;
        for (const ListEditor::Row &row : m_proxies->rows())
            proxies.insert(row.key, row.values.value(0));
        Q_EMIT changed([proxies](Settings &s) { s.proxies = proxies; });
    });
}

void NetworkSection::proxyChosen()
{
    const QString way = m_way->currentData().toString();
    m_proxy->setEnabled(way.isEmpty());
    if (way.isEmpty()) {
        takeProxy();
        if (!isShowing())
            m_proxy->setFocus();
        return;
    }
    m_proxyNote->setNote(NoteLabel::Kind::Fine, {}, m_proxy);
    if (!isShowing())
        Q_EMIT changed([way](Settings &s) { s.proxy = way; });
}

bool NetworkSection::judgeProxy()
{
    const QString proxy = m_proxy->text().trimmed();
    const QString wrong = proxyProblem(proxy);
    m_proxyNote->setNote(wrong.isEmpty() || proxy.isEmpty() ? NoteLabel::Kind::Fine : NoteLabel::Kind::Wrong,
                         wrong, m_proxy);
    return wrong.isEmpty();
}

void NetworkSection::takeProxy()
{
    if (!judgeProxy() || isShowing())
        return;
    EditEnd::of(m_proxy)->settle();
    Q_EMIT changed([proxy = m_proxy->text().trimmed()](Settings &s) { s.proxy = proxy; });
}

QSpinBox *NetworkSection::seconds(Settings::Duration Settings::*field)
{
    auto *box = new QSpinBox(this);
    box->setRange(1, 86'400);
    box->setSuffix(tr(" s"));
    box->setMaximumWidth(grown(200, font()));
    m_timeouts.append({box, field});
    whenFinished(box, this, [this, field](int value) {
        if (!isShowing())
            Q_EMIT changed([field, value](Settings &s) { s.*field = std::chrono::seconds(value); });
    });
    return box;
}

void NetworkSection::buildTimeouts()
{
    addHeading(tr("How long to wait"));
    addRow(tr("For the c&onnection"), seconds(&Settings::connectTimeout));
    addRow(tr("For the &first token"), seconds(&Settings::firstTokenTimeout));
    addRow(tr("&Between two pieces"), seconds(&Settings::idleTimeout));
    addRow(tr("While the provider shows &life"), seconds(&Settings::aliveTimeout));
    addRemark(tr("A model may have its own time to its first token: open its chip's menu in the lineup."));
}

void NetworkSection::show(const Settings &settings, const SettingsContext &context)
{
    const Showing showing(*this);
    const int fixed = m_way->findData(settings.proxy);
    EditEnd *edit = EditEnd::of(m_proxy);
    if (!m_proxy->hasFocus() && !(m_proxy->isEnabled() && edit->isUnfinished())) {
        m_way->setCurrentIndex(fixed >= 0 && !settings.proxy.isEmpty() ? fixed : m_way->count() - 1);
        if (fixed < 0)
            m_proxy->setText(settings.proxy);
        edit->settle();
    }
    proxyChosen();
    QList<ListEditor::Row> rows;
    for (auto it = settings.proxies.cbegin(); it != settings.proxies.cend(); ++it)
        rows.append({it.key(), {it.value()}});
    m_proxies->show(rows, context.providers);
    m_authorities->show(settings.caFiles);
    for (const auto &[box, field] : std::as_const(m_timeouts))
        box->setValue(int(std::chrono::ceil<std::chrono::seconds>(settings.*field).count()));
}

} // namespace Crossroads
