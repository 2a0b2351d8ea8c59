NAME        
ROWS
 N  Obj     
 L  r0      
 E  r1      
 E  r2      
 E  r3      
 E  r4      
 E  r5      
 E  r6      
 E  r7      
 E  r8      
 L  r9      
 L  r10     
 L  r11     
 L  r12     
 L  r13     
 L  r14     
 L  r15     
 L  r16     
 L  r17     
 L  r18     
 L  r19     
 L  r20     
 L  r21     
 L  r22     
 L  r23     
 L  r24     
 L  r25     
 L  r26     
 L  r27     
 L  r28     
 L  r29     
 L  r30     
 L  r31     
 L  r32     
 L  r33     
 L  r34     
 L  r35     
 L  r36     
 L  r37     
 L  r38     
 L  r39     
 L  r40     
 L  r41     
 L  r42     
 L  r43     
 L  r44     
 L  r45     
 L  r46     
 E  r47     
 L  r48     
 L  r49     
 E  r50     
 E  r51     
 E  r52     
 E  r53     
 E  r54     
 E  r55     
 E  r56     
 E  r57     
 L  r58     
 L  r59     
 L  r60     
 L  r61     
 L  r62     
 L  r63     
 L  r64     
 L  r65     
 L  r66     
 E  r67     
 E  r68     
 E  r69     
 E  r70     
 E  r71     
 E  r72     
 E  r73     
COLUMNS
    MARK0000  'MARKER'                 'INTORG'
    c0        Obj       -44
    c0        r66       -2
    c1        Obj       -28
    c1        r66       -2
    c2        Obj       -29
    c2        r66       -2
    c3        Obj       -35
    c3        r66       -2
    c4        Obj       -41
    c4        r1        -2
    c4        r5        -1
    c4        r9        -1
    c4        r13       -1
    c4        r17       -1
    c4        r35       -1
    c4        r36       -1
    c4        r37       -1
    c4        r73       1
    c5        Obj       -30
    c5        r2        -2
    c5        r6        -1
    c5        r10       -1
    c5        r14       -1
    c5        r18       -1
    c5        r38       -1
    c5        r39       -1
    c5        r40       -1
    c5        r73       1
    c6        Obj       -38
    c6        r3        -2
    c6        r7        -1
    c6        r11       -1
    c6        r15       -1
    c6        r19       -1
    c6        r41       -1
    c6        r42       -1
    c6        r43       -1
    c6        r73       1
    c7        Obj       -23
    c7        r4        -2
    c7        r8        -1
    c7        r12       -1
    c7        r16       -1
    c7        r20       -1
    c7        r21       -1
    c7        r44       -1
    c7        r45       -1
    c7        r46       -1
    c7        r73       1
    c8        Obj       -3
    c8        r22       1
    c8        r23       1
    c8        r31       1
    c9        Obj       7
    c9        r23       1
    c9        r24       1
    c9        r31       1
    c10       Obj       -5
    c10       r24       1
    c10       r25       1
    c10       r31       1
    c11       r25       1
    c11       r31       1
    c12       Obj       -5
    c12       r26       1
    c12       r27       1
    c12       r32       1
    c13       Obj       -6
    c13       r27       1
    c13       r28       1
    c13       r32       1
    c14       Obj       -1
    c14       r28       1
    c14       r29       1
    c14       r32       1
    c15       Obj       8
    c15       r29       1
    c15       r32       1
    c16       Obj       -5
    c16       r30       1
    c16       r34       1
    c17       r1        1
    c17       r9        1
    c17       r22       1
    c17       r35       1
    c17       r67       1
    c18       Obj       -6
    c18       r2        1
    c18       r10       1
    c18       r23       1
    c18       r38       1
    c18       r67       1
    c19       Obj       -7
    c19       r3        1
    c19       r11       1
    c19       r24       1
    c19       r41       1
    c19       r67       1
    c20       Obj       1
    c20       r4        1
    c20       r12       1
    c20       r25       1
    c20       r44       1
    c20       r67       1
    c21       Obj       6
    c21       r1        1
    c21       r13       1
    c21       r26       1
    c21       r37       1
    c21       r68       1
    c22       Obj       8
    c22       r2        1
    c22       r14       1
    c22       r27       1
    c22       r40       1
    c22       r68       1
    c23       Obj       -6
    c23       r3        1
    c23       r15       1
    c23       r28       1
    c23       r43       1
    c23       r68       1
    c24       Obj       2
    c24       r4        1
    c24       r16       1
    c24       r29       1
    c24       r46       1
    c24       r68       1
    c25       Obj       4
    c25       r1        1
    c25       r17       1
    c25       r36       1
    c25       r69       1
    c26       Obj       1
    c26       r2        1
    c26       r18       1
    c26       r39       1
    c26       r69       1
    c27       Obj       -3
    c27       r3        1
    c27       r19       1
    c27       r42       1
    c27       r69       1
    c28       Obj       8
    c28       r4        1
    c28       r20       1
    c28       r45       1
    c28       r69       1
    c29       Obj       6
    c29       r4        1
    c29       r21       1
    c29       r30       1
    c29       r34       1
    c29       r44       1
    c29       r48       1
    c29       r53       1
    c30       Obj       5
    c30       r5        1
    c30       r9        1
    c30       r22       1
    c30       r35       1
    c30       r70       1
    c31       Obj       7
    c31       r6        1
    c31       r10       1
    c31       r23       1
    c31       r38       1
    c31       r70       1
    c32       Obj       -1
    c32       r7        1
    c32       r11       1
    c32       r24       1
    c32       r41       1
    c32       r70       1
    c33       Obj       -8
    c33       r8        1
    c33       r12       1
    c33       r25       1
    c33       r44       1
    c33       r70       1
    c34       Obj       8
    c34       r5        1
    c34       r13       1
    c34       r26       1
    c34       r37       1
    c34       r71       1
    c35       Obj       -9
    c35       r6        1
    c35       r14       1
    c35       r27       1
    c35       r40       1
    c35       r71       1
    c36       Obj       -7
    c36       r7        1
    c36       r15       1
    c36       r28       1
    c36       r43       1
    c36       r71       1
    c37       Obj       3
    c37       r8        1
    c37       r16       1
    c37       r29       1
    c37       r46       1
    c37       r71       1
    c38       Obj       -9
    c38       r5        1
    c38       r17       1
    c38       r36       1
    c38       r72       1
    c39       Obj       6
    c39       r6        1
    c39       r18       1
    c39       r39       1
    c39       r72       1
    c40       Obj       1
    c40       r7        1
    c40       r19       1
    c40       r42       1
    c40       r72       1
    c41       Obj       -2
    c41       r8        1
    c41       r20       1
    c41       r45       1
    c41       r72       1
    c42       Obj       1
    c42       r8        1
    c42       r21       1
    c42       r30       1
    c42       r34       1
    c42       r44       1
    c42       r49       1
    c42       r57       1
    c43       Obj       -7
    c44       Obj       -3
    c44       r47       1
    c44       r58       -2
    c44       r61       -1
    c45       Obj       9
    c45       r47       1
    c45       r59       -2
    c45       r62       -1
    c46       Obj       -2
    c46       r47       1
    c46       r48       -2
    c46       r49       -1
    c46       r60       -2
    c46       r63       -1
    c47       r35       -1
    c47       r36       -1
    c47       r37       -1
    c48       r38       -1
    c48       r39       -1
    c48       r40       -1
    c49       r41       -1
    c49       r42       -1
    c49       r43       -1
    c50       r44       -1
    c50       r45       -1
    c50       r46       -1
    c51       Obj       0
    c52       Obj       0
    c53       r50       -1
    c53       r60       1
    c53       r65       5
    c54       r51       -1
    c54       r60       1
    c54       r65       12
    c55       r52       -1
    c55       r58       1
    c56       r52       -1
    c56       r59       1
    c57       r52       -1
    c57       r60       1
    c58       r53       -1
    c58       r60       1
    c58       r65       12
    c59       r54       -1
    c59       r63       1
    c59       r65       5
    c60       r55       -1
    c60       r63       1
    c60       r65       12
    c61       r56       -1
    c61       r61       1
    c62       r56       -1
    c62       r62       1
    c63       r56       -1
    c63       r63       1
    c64       r57       -1
    c64       r63       1
    c64       r65       12
    c65       r31       1
    c65       r48       1
    c65       r50       1
    c65       r67       -1
    c66       r32       1
    c66       r48       1
    c66       r51       1
    c66       r68       -1
    c67       r33       1
    c67       r52       1
    c67       r69       -1
    c68       r31       1
    c68       r49       1
    c68       r54       1
    c68       r70       -1
    c69       r32       1
    c69       r49       1
    c69       r55       1
    c69       r71       -1
    c70       r33       1
    c70       r56       1
    c70       r72       -1
    c71       r0        1
    c71       r47       -1
    c71       r66       -1
    c71       r73       -1
    MARK0001  'MARKER'                 'INTEND'
RHS
    RHS_V     r0        1
    RHS_V     r22       1
    RHS_V     r23       1
    RHS_V     r24       1
    RHS_V     r25       1
    RHS_V     r26       1
    RHS_V     r27       1
    RHS_V     r28       1
    RHS_V     r29       1
    RHS_V     r30       1
    RHS_V     r31       3
    RHS_V     r32       3
    RHS_V     r33       3
    RHS_V     r34       1
    RHS_V     r64       600
    RHS_V     r65       60
    RHS_V     r66       -1
BOUNDS
 FX BOUND     c0        0
 FX BOUND     c1        0
 FX BOUND     c2        0
 FX BOUND     c3        0
 BV BOUND     c4      
 BV BOUND     c5      
 BV BOUND     c6      
 BV BOUND     c7      
 FX BOUND     c8        0
 FX BOUND     c9        0
 FX BOUND     c10       0
 FX BOUND     c11       0
 FX BOUND     c12       0
 FX BOUND     c13       0
 FX BOUND     c14       0
 FX BOUND     c15       0
 FX BOUND     c16       0
 BV BOUND     c17     
 BV BOUND     c18     
 BV BOUND     c19     
 BV BOUND     c20     
 BV BOUND     c21     
 BV BOUND     c22     
 BV BOUND     c23     
 BV BOUND     c24     
 BV BOUND     c25     
 BV BOUND     c26     
 BV BOUND     c27     
 BV BOUND     c28     
 BV BOUND     c29     
 BV BOUND     c30     
 BV BOUND     c31     
 BV BOUND     c32     
 BV BOUND     c33     
 BV BOUND     c34     
 BV BOUND     c35     
 BV BOUND     c36     
 BV BOUND     c37     
 BV BOUND     c38     
 BV BOUND     c39     
 BV BOUND     c40     
 BV BOUND     c41     
 BV BOUND     c42     
 FX BOUND     c43       0
 BV BOUND     c44     
 BV BOUND     c45     
 BV BOUND     c46     
 UI BOUND     c47       2
 UI BOUND     c48       2
 UI BOUND     c49       2
 UI BOUND     c50       4
 FX BOUND     c51       0
 FX BOUND     c52       0
 BV BOUND     c53     
 BV BOUND     c54     
 BV BOUND     c55     
 BV BOUND     c56     
 BV BOUND     c57     
 BV BOUND     c58     
 BV BOUND     c59     
 BV BOUND     c60     
 BV BOUND     c61     
 BV BOUND     c62     
 BV BOUND     c63     
 BV BOUND     c64     
 BV BOUND     c65     
 BV BOUND     c66     
 BV BOUND     c67     
 BV BOUND     c68     
 BV BOUND     c69     
 BV BOUND     c70     
 BV BOUND     c71     
ENDATA
