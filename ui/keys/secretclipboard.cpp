// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keys/secretclipboard.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>

namespace Crossroads {

using namespace Qt::StringLiterals;

SecretClipboard::SecretClipboard(QObject *parent) : QObject(parent)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        clearIf(m_copied);
        m_copied = Secret();
        Q_EMIT cleared();
    });
}

SecretClipboard::~SecretClipboard()
{
    clearIf(m_copied);
}

void SecretClipboard::copy(const Secret &secret, int seconds)
{
    auto *content = new QMimeData; // the clipboard owns it
    content->setText(QString::fromLatin1(secret.expose()));
    content->setData(u"x-kde-passwordManagerHint"_s, "secret");
    content->setData(u"application/x-nspasteboard-concealed-type"_s, "1");
    content->setData(u"ExcludeClipboardContentFromMonitorProcessing"_s, "1");
    m_copied = secret;
    QGuiApplication::clipboard()->setMimeData(content);
    m_timer.start(seconds * 1000);
}

bool SecretClipboard::holds(const Secret &secret)
{
    return !secret.isEmpty() && secret.equals(QGuiApplication::clipboard()->text().trimmed().toUtf8());
}

void SecretClipboard::clearIf(const Secret &secret)
{
    if (holds(secret))
        QGuiApplication::clipboard()->clear();
}

} // namespace Crossroads
