namespace TeemCalendar.Contract.Graph;

/// <summary>What Graph's documentation says and its schema does not: the only exceptions to the schema, and what an answer always holds.</summary>
public static class GraphRules
{
    // The samples of event-get, user-get, place-list and so on, property by property. The schema only says what may be null.
    static readonly Dictionary<string, string[]> Always = new()
    {
        ["user"] = Words("businessPhones displayName givenName id jobTitle mail mobilePhone officeLocation preferredLanguage surname userPrincipalName"),
        ["event"] = Words("""
            @odata.etag id createdDateTime lastModifiedDateTime changeKey categories transactionId originalStartTimeZone originalEndTimeZone iCalUId reminderMinutesBeforeStart isReminderOn hasAttachments
            subject bodyPreview importance sensitivity isAllDay isCancelled isOrganizer responseRequested seriesMasterId showAs type webLink onlineMeetingUrl isOnlineMeeting onlineMeetingProvider
            allowNewTimeProposals isDraft hideAttendees responseStatus body start end location locations recurrence attendees organizer
            """),
        ["room"] = Words("id emailAddress displayName geoCoordinates phone nickname building floorNumber floorLabel label capacity bookingType audioDeviceName videoDeviceName displayDeviceName isWheelChairAccessible tags address"),
        ["place"] = Words("id displayName"),
        ["roomList"] = Words("id emailAddress displayName geoCoordinates phone address"),
        ["calendar"] = Words("id name color hexColor isDefaultCalendar changeKey canShare canViewPrivateItems canEdit allowedOnlineMeetingProviders defaultOnlineMeetingProvider isTallyingResponses isRemovable owner"),
        ["application"] = Words("id appId displayName signInAudience createdDateTime publisherDomain identifierUris tags isFallbackPublicClient notes api appRoles keyCredentials passwordCredentials requiredResourceAccess"),
        ["servicePrincipal"] = Words("id appId displayName appDisplayName accountEnabled appOwnerOrganizationId appRoleAssignmentRequired servicePrincipalType servicePrincipalNames tags appRoles oauth2PermissionScopes keyCredentials passwordCredentials"),
        ["appRoleAssignment"] = Words("id appRoleId createdDateTime principalDisplayName principalId principalType resourceDisplayName resourceId"),
        ["oAuth2PermissionGrant"] = Words("clientId consentType id principalId resourceId scope"),
        ["organization"] = Words("id displayName countryLetterCode createdDateTime verifiedDomains assignedPlans provisionedPlans technicalNotificationMails"),
        ["domain"] = Words("id authenticationType isAdminManaged isDefault isInitial isRoot isVerified supportedServices"),
        ["subscribedSku"] = Words("capabilityStatus consumedUnits id skuId skuPartNumber appliesTo prepaidUnits servicePlans"),
        ["licenseDetails"] = Words("id skuId skuPartNumber servicePlans"),
        ["directoryRole"] = Words("id description displayName roleTemplateId"),
        ["unifiedRoleAssignment"] = Words("id principalId roleDefinitionId directoryScopeId"),
        ["unifiedRoleDefinition"] = Words("id description displayName isBuiltIn isEnabled templateId rolePermissions"),
        ["mailboxSettings"] = Words("automaticRepliesSetting timeZone language dateFormat timeFormat workingHours delegateMeetingMessageDeliveryOptions"),
        ["passwordCredential"] = Words("displayName endDateTime hint keyId secretText startDateTime"),
        ["keyCredential"] = Words("customKeyIdentifier displayName endDateTime keyId startDateTime type usage"),
        ["emailAddress"] = Words("name address"),
        ["recipient"] = Words("emailAddress"),
        ["attendee"] = Words("emailAddress type status"),
        ["calendarPermission"] = Words("id role allowedRoles emailAddress isRemovable isInsideOrganization"),
        // "My Organization" has no address.
        ["calendarPermission/emailAddress"] = Words("name"),
        ["place/address"] = Words("street city state countryOrRegion postalCode"),
        ["itemBody"] = Words("contentType content"),
        ["dateTimeTimeZone"] = Words("dateTime timeZone"),
        ["responseStatus"] = Words("response time"),
        ["location"] = Words("displayName locationType"),
        ["patternedRecurrence"] = Words("pattern range"),
        ["recurrencePattern"] = Words("type interval"),
        ["recurrenceRange"] = Words("type startDate"),
        ["appRole"] = Words("allowedMemberTypes description displayName id isEnabled value"),
        ["permissionScope"] = Words("adminConsentDescription adminConsentDisplayName id isEnabled type value"),
        ["requiredResourceAccess"] = Words("resourceAppId resourceAccess"),
        ["resourceAccess"] = Words("id type"),
        ["verifiedDomain"] = Words("capabilities isDefault isInitial name type"),
        ["servicePlanInfo"] = Words("servicePlanId servicePlanName provisioningStatus appliesTo"),
        ["licenseUnitsDetail"] = Words("enabled suspended warning"),
        ["assignedLicense"] = Words("disabledPlans skuId"),
        ["assignedPlan"] = Words("assignedDateTime capabilityStatus service servicePlanId"),
        ["scheduleItem"] = Words("status start end"),
        ["workingHours"] = Words("daysOfWeek startTime endTime timeZone"),
        ["localeInfo"] = Words("locale displayName"),
        ["automaticRepliesSetting"] = Words("status"),
        ["unifiedRolePermission"] = Words("allowedResourceActions"),
    };

    // A creation without one of these is refused, though the schema lets most of them be null.
    static readonly Dictionary<string, string[]> Needed = new()
    {
        ["user"] = Words("accountEnabled displayName mailNickname passwordProfile userPrincipalName"),
        ["application"] = Words("displayName"),
        ["servicePrincipal"] = Words("appId"),
        ["oAuth2PermissionGrant"] = Words("clientId consentType resourceId scope"),
        ["appRoleAssignment"] = Words("principalId resourceId appRoleId"),
        ["unifiedRoleAssignment"] = Words("principalId roleDefinitionId directoryScopeId"),
    };

    /// <summary>What an object of this type always holds in an answer without $select.</summary>
    /// <param name="type">The type.</param>
    /// <param name="owner">The type of the object that it is in, if any.</param>
    /// <param name="member">The property that it is the value of.</param>
    public static IReadOnlyCollection<string> AlwaysGiven(GraphType type, GraphType? owner = null, string? member = null) =>
        owner?.Lineage.Select(t => Always.GetValueOrDefault($"{t.Name}/{member}")).FirstOrDefault(known => known is not null)
        ?? type.Lineage.Select(t => Always.GetValueOrDefault(t.Name)).FirstOrDefault(known => known is not null) ?? (type.IsEntity ? ["id"] : []);

    /// <summary>What a new object of this type has to say.</summary>
    public static IReadOnlyCollection<string> NeededToCreate(GraphType type) => Needed.GetValueOrDefault(type.Name) ?? [];

    /// <summary>Measured: a schedule that cannot be looked up has null for its items, where the schema has a list.</summary>
    public static bool MayBeNull(GraphMember member) => member is { Name: "scheduleItems", Type: "scheduleItem" };

    /// <summary>What a delta gives of an occurrence that is like its series: the rest is in the master.</summary>
    public static readonly IReadOnlyCollection<string> BareOccurrence = Words("@odata.type @odata.etag id type seriesMasterId start end");

    // Outlook names the online meeting only to those who ask for it with isOnlineMeeting, and what is cancelled only in a series master. The rest other services keep, which give it on their own.
    static readonly HashSet<string> LeftOut = ["event/onlineMeeting", "event/cancelledOccurrences", "user/birthday", "user/hireDate", "user/deviceEnrollmentLimit"];

    /// <summary>True for what may be missing although it was asked for.</summary>
    public static bool MayBeLeftOut(GraphType type, string selected) => LeftOut.Contains($"{type.Name}/{selected}");

    /// <summary>Graph's documentation writes the type of a room list in small letters.</summary>
    public static string CastSpelling(string name) => name == "microsoft.graph.roomlist" ? "microsoft.graph.roomList" : name;

    /// <summary>Query options of one path that are none of OData's: the window of a calendar's view and of its delta.</summary>
    public static IReadOnlyCollection<string> Window(GraphAddress address) => address.Template.EndsWith("/calendarView", StringComparison.Ordinal) || address.Template.EndsWith("/calendarView/delta", StringComparison.Ordinal)
        || address.Template.EndsWith("/instances", StringComparison.Ordinal) ? ["startDateTime", "endDateTime"] : [];

    static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
