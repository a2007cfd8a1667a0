// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/settings/listeditor.h"
#include "ui/settings/sections.h"

#include <QCheckBox>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr int mostRequests = 100'000;

static QString checkCount(const QString &text)
{
    bool ok = false;
    const int count = text.toInt(&ok);
    if (text.isEmpty() || (ok && count >= 0 && count <= mostRequests))
        return {};
    return ProvidersSection::tr("A whole number, or nothing for no limit.");
}

ProvidersSection::ProvidersSection(QWidget *parent)
    : SettingsSection(parent), m_local(new QCheckBox(tr("&Look for model servers on this computer"), this)),
      m_limits(new ListEditor(
          tr("Choose a provider"),
          {{tr("At once"), checkCount, 96, tr("no limit")}, {tr("A minute"), checkCount, 96, tr("no limit")}},
          this)),
      m_privates(new ListEditor(tr("Choose a provider"), {}, this))
{
    addHeading(tr("Local servers"));
    addWide(m_local);
    addRemark(tr("Ollama, LM Studio, llama.cpp and the like are asked at their usual ports when the Keys "
                 "page is opened."));
    addHeading(tr("How many requests each key gets"));
    addRemark(tr("More than that wait their turn. Nothing means no limit but the provider's own."));
    addWide(m_limits);
    addHeading(tr("Providers that you know to be private"));
    addRemark(tr("They neither keep prompts nor train on them. Rules that ask for privacy use these, and "
                 "servers on this computer."));
    addWide(m_privates);
    addEnd();
    connect(m_local, &QCheckBox::toggled, this, [this](bool on) {
        if (!isShowing())
            Q_EMIT changed([on](Settings &s) { s.findLocalServers = on; });
    });
    connect(m_limits, &ListEditor::changed, this, [this] {
        QHash<QString, Settings::RateLimit> limits;
        for (const ListEditor::Row &row : m_limits->rows()) {
            const Settings::RateLimit limit{row.values.value(0).toInt(), row.values.value(1).toInt()};
            if (limit != Settings::RateLimit())
                limits.insert(row.key, limit);
        }
        Q_EMIT changed([limits](Settings &s) { s.rateLimits = limits; });
    });
    connect(m_privates, &ListEditor::changed, this, [this] {
        QStringList providers;
        for (const ListEditor::Row &row : m_privates->rows())
            providers.append(row.key);
        Q_EMIT changed([providers](Settings &s) { s.privateProviders = providers; });
    });
}

void ProvidersSection::show(const Settings &settings, const SettingsContext &context)
{
    const Showing showing(*this);
    m_local->setChecked(settings.findLocalServers);
    const auto number = [](int count) { return count > 0 ? QString::number(count) : QString(); };
    QList<ListEditor::Row> limits;
    for (auto it = settings.rateLimits.cbegin(); it != settings.rateLimits.cend(); ++it)
        limits.append({it.key(), {number(it->concurrent), number(it->perMinute)}});
    m_limits->show(limits, QList<SettingsChoice>{{QString(), tr("All others")}} + context.providers);
    QList<ListEditor::Row> privates;
    for (const QString &provider : settings.privateProviders)
        privates.append({provider, {}});
    m_privates->show(privates, context.providers);
}

} // namespace Crossroads
