// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <QCoreApplication>
#include <QTranslator>

using namespace Qt::StringLiterals;

/// The texts in the code are English. Only "%n files" needs a table to become "1 file", which Qt reads as a
/// translation; it is there from the start, for the command line, the window and the tests.
static void readPlurals()
{
    auto *plurals = new QTranslator(QCoreApplication::instance());
    if (plurals->load(u":/translations/crossroads_en.qm"_s))
        QCoreApplication::installTranslator(plurals);
}
Q_COREAPP_STARTUP_FUNCTION(readPlurals)
