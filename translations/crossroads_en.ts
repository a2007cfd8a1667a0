<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en_US">
<context>
    <name>AnswerSection</name>
    <message numerus="yes">
        <source>%Ln lines</source>
        <translation>
            <numerusform>%Ln line</numerusform>
            <numerusform>%Ln lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CreditLines</name>
    <message numerus="yes">
        <source>%Ln days</source>
        <translation>
            <numerusform>%Ln day</numerusform>
            <numerusform>%Ln days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln weeks</source>
        <translation>
            <numerusform>%Ln week</numerusform>
            <numerusform>%Ln weeks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln months</source>
        <translation>
            <numerusform>%Ln month</numerusform>
            <numerusform>%Ln months</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Crossroads::AnswerView</name>
    <message numerus="yes">
        <source>%Ln tool calls</source>
        <translation>
            <numerusform>%Ln tool call</numerusform>
            <numerusform>%Ln tool calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln sources</source>
        <translation>
            <numerusform>%Ln source</numerusform>
            <numerusform>%Ln sources</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Crossroads::AuthorityList</name>
    <message numerus="yes">
        <source>%Ln certificates, %1</source>
        <translation>
            <numerusform>%Ln certificate, %1</numerusform>
            <numerusform>%Ln certificates, %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Crossroads::CatalogModel</name>
    <message numerus="yes">
        <source>%n offers</source>
        <translation>
            <numerusform>%n offer</numerusform>
            <numerusform>%n offers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Crossroads::CatalogPage</name>
    <message numerus="yes">
        <source>%1 of %Ln models</source>
        <translation>
            <numerusform>%1 of %Ln model</numerusform>
            <numerusform>%1 of %Ln models</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>▼ %n cheaper</source>
        <translation>
            <numerusform>▼ %n cheaper</numerusform>
            <numerusform>▼ %n cheaper</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>▲ %n dearer</source>
        <translation>
            <numerusform>▲ %n dearer</numerusform>
            <numerusform>▲ %n dearer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Compare %n models</source>
        <translation>
            <numerusform>Compare %n model</numerusform>
            <numerusform>Compare %n models</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n changes in the catalog.</source>
        <translation>
            <numerusform>%n change in the catalog.</numerusform>
            <numerusform>%n changes in the catalog.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n prices moved more than five-fold: they are marked.</source>
        <translation>
            <numerusform>%n price moved more than five-fold: it is marked.</numerusform>
            <numerusform>%n prices moved more than five-fold: they are marked.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Crossroads::ComparePage</name>
    <message numerus="yes">
        <source>%1 of %Ln lanes done.</source>
        <translation>
            <numerusform>%1 of %Ln lane done.</numerusform>
            <numerusform>%1 of %Ln lanes done.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln lanes</source>
        <translation>
            <numerusform>%Ln lane</numerusform>
            <numerusform>%Ln lanes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Crossroads::DetailsPanel</name>
    <message numerus="yes">
        <source>%n offers, USD per million</source>
        <translation>
            <numerusform>%n offer, USD per million</numerusform>
            <numerusform>%n offers, USD per million</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>your last 30 days, %n answers, at the floor price</source>
        <translation>
            <numerusform>your last 30 days, %n answer, at the floor price</numerusform>
            <numerusform>your last 30 days, %n answers, at the floor price</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Crossroads::FindBar</name>
    <message numerus="yes">
        <source>%Ln matches</source>
        <translation>
            <numerusform>%Ln match</numerusform>
            <numerusform>%Ln matches</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Crossroads::ImportDialog</name>
    <message numerus="yes">
        <source>Add %Ln keys</source>
        <translation>
            <numerusform>Add %Ln key</numerusform>
            <numerusform>Add %Ln keys</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Crossroads::KeysPage</name>
    <message numerus="yes">
        <source>%Ln models</source>
        <translation>
            <numerusform>%Ln model</numerusform>
            <numerusform>%Ln models</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln keys</source>
        <translation>
            <numerusform>%Ln key</numerusform>
            <numerusform>%Ln keys</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln services</source>
        <translation>
            <numerusform>%Ln service</numerusform>
            <numerusform>%Ln services</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln keys were added.</source>
        <translation>
            <numerusform>%Ln key was added.</numerusform>
            <numerusform>%Ln keys were added.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Crossroads::MainWindow</name>
    <message numerus="yes">
        <source>%Ln runs were interrupted.</source>
        <translation>
            <numerusform>A run was interrupted.</numerusform>
            <numerusform>%Ln runs were interrupted.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Crossroads::OwnProviders</name>
    <message numerus="yes">
        <source>Its models can not be called any more. Its %Ln keys can go from the keychain, too, or stay there and on this page. Either way they still work at their provider until they are revoked there.</source>
        <translation>
            <numerusform>Its models can not be called any more. Its key can go from the keychain, too, or stay there and on this page. Either way it still works at its provider until it is revoked there.</numerusform>
            <numerusform>Its models can not be called any more. Its %Ln keys can go from the keychain, too, or stay there and on this page. Either way they still work at their provider until they are revoked there.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove it, keep the %Ln keys</source>
        <translation>
            <numerusform>Remove it, keep the key</numerusform>
            <numerusform>Remove it, keep the keys</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove it and its %Ln keys</source>
        <translation>
            <numerusform>Remove it and its key</numerusform>
            <numerusform>Remove it and its %Ln keys</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Crossroads::PlanList</name>
    <message numerus="yes">
        <source>%n keys</source>
        <translation>
            <numerusform>%n key</numerusform>
            <numerusform>%n keys</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Crossroads::ProviderDialog</name>
    <message numerus="yes">
        <source>Its %Ln keys will be sent to %1 from now on.</source>
        <translation>
            <numerusform>Its key will be sent to %1 from now on.</numerusform>
            <numerusform>Its %Ln keys will be sent to %1 from now on.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Crossroads::ProviderTest</name>
    <message numerus="yes">
        <source>%Ln models and more, %1 among them.</source>
        <translation>
            <numerusform>%Ln model and more, %1 among them.</numerusform>
            <numerusform>%Ln models and more, %1 among them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln models, %1 among them.</source>
        <translation>
            <numerusform>%Ln model: %1.</numerusform>
            <numerusform>%Ln models, %1 among them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Crossroads::RouteJob</name>
    <message numerus="yes">
        <source>%Ln attempts failed. The last: %1</source>
        <translation>
            <numerusform>%Ln attempt failed. The last: %1</numerusform>
            <numerusform>%Ln attempts failed. The last: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Crossroads::RoutesModel</name>
    <message numerus="yes">
        <source>%n attempt(s)</source>
        <translation>
            <numerusform>%n attempt</numerusform>
            <numerusform>%n attempts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Crossroads::RoutesPage</name>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n running</numerusform>
            <numerusform>%n running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>last hour: %n answered</source>
        <translation>
            <numerusform>last hour: %n answered</numerusform>
            <numerusform>last hour: %n answered</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them after a switch</source>
        <translation>
            <numerusform>%n of them after a switch</numerusform>
            <numerusform>%n of them after a switch</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Crossroads::SpendPage</name>
    <message numerus="yes">
        <source>%Ln answers, %1 tokens</source>
        <translation>
            <numerusform>%Ln answer, %1 tokens</numerusform>
            <numerusform>%Ln answers, %1 tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln requests are under way or were interrupted: up to %1 more.</source>
        <translation>
            <numerusform>%Ln request is under way or was interrupted: up to %1 more.</numerusform>
            <numerusform>%Ln requests are under way or were interrupted: up to %1 more.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln answers have no known cost and are left out.</source>
        <translation>
            <numerusform>%Ln answer has no known cost and is left out.</numerusform>
            <numerusform>%Ln answers have no known cost and are left out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Crossroads::UsagePanel</name>
    <message numerus="yes">
        <source>%Ln requests without one</source>
        <translation>
            <numerusform>%Ln request without one</numerusform>
            <numerusform>%Ln requests without one</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln requests were sent</source>
        <translation>
            <numerusform>%Ln request was sent</numerusform>
            <numerusform>%Ln requests were sent</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Crossroads::WhatIfView</name>
    <message numerus="yes">
        <source>%n request(s) compared, with today's prices.</source>
        <translation>
            <numerusform>%n request compared, with today's prices.</numerusform>
            <numerusform>%n requests compared, with today's prices.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>KeysCommand</name>
    <message numerus="yes">
        <source>%Ln keys are meant by that. Name one by its fingerprint, or say --yes to remove all.</source>
        <translation>
            <numerusform>%Ln key is meant by that. Name one by its fingerprint, or say --yes to remove all.</numerusform>
            <numerusform>%Ln keys are meant by that. Name one by its fingerprint, or say --yes to remove all.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SpendCommand</name>
    <message numerus="yes">
        <source>The cost of %Ln attempts is not known; it is not in these sums.</source>
        <translation>
            <numerusform>The cost of %Ln attempt is not known; it is not in these sums.</numerusform>
            <numerusform>The cost of %Ln attempts is not known; it is not in these sums.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln attempts have no end (under way, or interrupted); they may cost up to $%1 more.</source>
        <translation>
            <numerusform>%Ln attempt has no end (under way, or interrupted); it may cost up to $%1 more.</numerusform>
            <numerusform>%Ln attempts have no end (under way, or interrupted); they may cost up to $%1 more.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %2: reported $%3, by our prices $%4; %5 of %Ln attempts differ</source>
        <translation>
            <numerusform>%1, %2: reported $%3, by our prices $%4; %5 of %Ln attempt differs</numerusform>
            <numerusform>%1, %2: reported $%3, by our prices $%4; %5 of %Ln attempts differ</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SpendNames</name>
    <message numerus="yes">
        <source>checked against %Ln providers, drift %1</source>
        <translation>
            <numerusform>checked against %Ln provider, drift %1</numerusform>
            <numerusform>checked against %Ln providers, drift %1</numerusform>
        </translation>
    </message>
</context>
</TS>
